import { Reason } from '@sluice/api/extensions'
import type { FileTree } from '@sluice/base/flow'
import { type IgnoreMatcher, sourceMatcher } from '@sluice/ignore'
import { Failed } from '@sluice/kube/runtime'
import { BuildError } from '../build/build-error.ts'
import { type Artifact, copyFiles } from '../build/copy.ts'
import { Staging } from '../build/staging.ts'

/** What was copied, and what of it no artifact has. */
export interface Staged {
  readonly staging: Staging
  readonly isIgnored: IgnoreMatcher
}

/** Does the copy steps of an artifact. @throws Failed at the first that cannot be done */
export function stageArtifact(spec: Artifact, trees: ReadonlyMap<string, FileTree>): Staged {
  const staging = new Staging()
  try {
    for (const step of spec.copy) copyFiles(step, trees, staging)
    return { staging, isIgnored: sourceMatcher([], undefined) }
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    const message = `${spec.name} build failed: failed to apply copy operations: ${error.message}`
    throw new Failed(Reason.BuildFailed, message, { cause: error })
  }
}
