/**
 * kustomize as a function: a file tree in, resources out.
 * @module
 */
export { type BuildOptions, buildKustomization } from './build-kustomization.ts'
export { KustomizeError } from './errors.ts'
export type { ImageOverride, Kustomization, PatchEntry } from './load/kustomization.ts'
export { kustomizationFileNames, type RemoteFetcher } from './load/loader.ts'
export { readKustomization } from './load/read-kustomization.ts'
export { renderResources } from './render/render-resources.ts'
