/**
 * helm-controller: releases charts, and keeps releases as they are meant to be.
 *
 * Start with `helm-release/next-action.ts`: from what was found of a release to what is to be done.
 * @module
 */
export { type Action, nextAction, type ReleaseState } from './helm-release/next-action.ts'
