/** Indexes of repositories, and which versions dependencies resolve to. @module */
export { legacyLockDigest, lockDigest } from './lock-digest.ts'
export {
  findEntry,
  formatRepositoryIndex,
  type IndexEntry,
  indexEntry,
  mergeIndexes,
  parseRepositoryIndex,
  type RepositoryIndex,
  sortEntries,
} from './repository-index.ts'
export { type DependencySources, lockedDependency, resolveDependencies } from './resolve-dependencies.ts'
