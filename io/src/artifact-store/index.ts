/**
 * Where artifacts are kept and how they are passed on: a store on disk (store.ts), a server for it, and the reading
 * side (fetch-tree.ts).
 * @module
 */
export { advertisedAddress } from './advertised-address.ts'
export type { ArchiveEntry } from './archive.ts'
export { type ArtifactServer, startArtifactServer } from './artifact-server.ts'
export { ArtifactError, createTreeFetcher, type FetcherOptions, type FetchTree } from './fetch-tree.ts'
export type { Retention } from './garbage.ts'
export type { Owner } from './paths.ts'
export { type ArtifactStore, type NewArtifact, openArtifactStore, type StoreOptions } from './store.ts'
