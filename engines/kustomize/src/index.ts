/**
 * kustomize as a function: a file tree in, resources out.
 * @module
 */
export { type BuildOptions, buildKustomization } from './build-kustomization.ts'
export { type BuildSubject, buildWithRemotes, type RemoteSource } from './build-with-remotes.ts'
export { KustomizeError } from './errors.ts'
export type { ChartDefaults, ChartRenderer, ChartRequest } from './generate/inflate-chart.ts'
export type { ImageOverride, Kustomization, PatchEntry } from './load/kustomization.ts'
export { kustomizationFileNames } from './load/loader.ts'
export { readKnownFields, readKustomization } from './load/read-kustomization.ts'
export type { RemoteChart, RemoteFetcher, RemoteFile, RemoteTree } from './load/remote.ts'
export { parseRepositoryUrl, type RepositoryUrl } from './load/repository-url.ts'
export {
  type MergeSchema,
  schemaOfBuiltinKind as schemaOfKind,
  schemaOfItem,
  schemaOfMember,
} from './merge/merge-schema.ts'
export { renderResources } from './render/render-resources.ts'
export { checkManifests } from './resources/check-manifests.ts'
export { isClusterScoped } from './resources/res-id.ts'
export { type ResourceSelector, selects } from './transform/selects.ts'
