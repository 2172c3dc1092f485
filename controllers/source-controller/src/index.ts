/**
 * source-controller: fetches sources and keeps what it fetched as artifacts for others.
 *
 * A folder per kind; start with `git-repository/reconciler.ts`.
 * @module
 */
export { parseConfig, type SourceConfig } from './config.ts'
export { openStore, type SourceOptions, serveStore, sourceReconcilers } from './source-controller.ts'
