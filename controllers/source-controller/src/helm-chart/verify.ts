/** Signatures of charts in OCI registries; those of their dependencies are not looked at. @module */
import { type HelmChart, Reason, SourceCondition } from '@sluice/api/source'
import { Failed } from '@sluice/kube/runtime'
import { type CheckImage, failureText, openVerification } from '../verification/open-verification.ts'
import { SignatureError } from '../verification/signature-error.ts'
import type { FoundChart } from './build.ts'
import { type BuildError, failures } from './build-error.ts'
import type { Deps } from './deps.ts'
import type { ChartRun } from './reconciler.ts'

/** The check that the spec asks for; undefined if it asks for none. */
export async function openCheck(
  object: HelmChart,
  run: Pick<ChartRun, 'signal' | 'now' | 'mark'>,
  deps: Pick<Deps, 'getSecret'>,
): Promise<CheckImage | undefined> {
  const { verify } = object.spec ?? {}
  if (!verify) return undefined
  const namespace = object.metadata.namespace ?? ''
  try {
    const context = { namespace, getSecret: deps.getSecret, signal: run.signal, now: run.now() }
    return await openVerification(verify, context)
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    const message = failureText(verify, error)
    run.mark(SourceCondition.SourceVerified, 'False', Reason.VerificationError, message)
    throw new Failed(Reason.VerificationError, message, { cause: error })
  }
}

/** Says what became of the check. */
export function markVerified(
  object: HelmChart,
  run: Pick<ChartRun, 'mark' | 'unmark'>,
  found: FoundChart,
): void {
  const { SourceVerified } = SourceCondition
  if (!object.spec?.verify || !found.isVerified) run.unmark(SourceVerified)
  else run.mark(SourceVerified, 'True', Reason.Succeeded, `verified signature of version ${found.version}`)
}

/** A signature that proves nothing is told beside the build that failed for it. */
export function markUnverified(run: Pick<ChartRun, 'mark'>, error: BuildError): void {
  if (error.failure !== failures.verification) return
  run.mark(SourceCondition.SourceVerified, 'False', Reason.VerificationError, error.message)
}
