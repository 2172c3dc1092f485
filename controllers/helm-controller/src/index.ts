/**
 * helm-controller: releases charts, and keeps releases as they are meant to be.
 *
 * Its one kind is HelmRelease; start with `helm-release/reconciler.ts`.
 * @module
 */
export { type HelmConfig, parseConfig } from './config.ts'
export { type Action, nextAction, type ReleaseState } from './helm-release/next-action.ts'
export { type HelmControllerOptions, helmReconcilers } from './reconcilers.ts'
