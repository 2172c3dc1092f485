/**
 * kustomize as a function: a file tree in, resources out.
 * @module
 */
export { type BuildOptions, buildKustomization } from './build-kustomization.ts'
export { KustomizeError } from './errors.ts'
export type { ImageOverride, Kustomization, PatchEntry } from './load/kustomization.ts'
export { kustomizationFileNames, type RemoteFetcher } from './load/loader.ts'
export { readKnownFields, readKustomization } from './load/read-kustomization.ts'
export { renderResources } from './render/render-resources.ts'
export { checkManifests } from './resources/check-manifests.ts'
export { type ResourceSelector, selects } from './transform/selects.ts'
