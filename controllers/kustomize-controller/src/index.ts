/**
 * kustomize-controller: one kind, Kustomization. Its reconciler is kustomization/reconciler.ts.
 * @module
 */
export { type KustomizeConfig, parseConfig } from './config.ts'
export type { SourceTree } from './kustomization/fetch.ts'
export { generateKustomization } from './kustomization/generate.ts'
export { isSubstituted, substituteVariables } from './kustomization/post-build.ts'
export { type KustomizeControllerOptions, kustomizeReconcilers } from './reconcilers.ts'
