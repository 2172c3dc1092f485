/**
 * source-watcher: one kind, ArtifactGenerator. Its reconciler is artifact-generator/reconciler.ts.
 * @module
 */
export { type WatcherOptions, watcherReconcilers } from './reconcilers.ts'
