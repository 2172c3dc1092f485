/**
 * kustomize-controller: one kind, Kustomization. Its reconciler is kustomization/reconciler.ts.
 * @module
 */
export { ConfigError, type Flag, flags, type KustomizeConfig, parseConfig } from './config.ts'
export { type KustomizeControllerOptions, kustomizeReconcilers } from './reconcilers.ts'
