/**
 * helm-controller: releases charts, and keeps releases as they are meant to be.
 *
 * Its one kind is HelmRelease; start with `helm-release/reconciler.ts`. What the command line needs to render one
 * without a cluster is exported too.
 * @module
 */
export { type HelmConfig, parseConfig } from './config.ts'
export { type Action, nextAction, type ReleaseState } from './helm-release/next-action.ts'
export { postRender } from './helm-release/post-render.ts'
export { helmNameOf, releaseNamespaceOf } from './helm-release/spec.ts'
export { collectValues, plainValues } from './helm-release/values.ts'
export { watchMemory } from './memory-watch.ts'
export { type HelmControllerOptions, helmReconcilers } from './reconcilers.ts'
