/** How a build that fails is told. @module */
import { Reason, SourceCondition } from '@sluice/api/source'
import { Failed, Stalled } from '@sluice/kube/runtime'
import { BuildError, failures } from './build-error.ts'
import type { ChartRun } from './reconciler.ts'
import { markUnverified } from './verify.ts'

/** Gives what stands in a chart's way its reason and condition; what only a change can mend is not tried again. */
export async function building<T>(run: ChartRun, work: () => Promise<T>): Promise<T> {
  try {
    const done = await work()
    run.unmark(SourceCondition.FetchFailed)
    run.unmark(SourceCondition.BuildFailed)
    return done
  } catch (error) {
    if (error instanceof Failed) throw unknownFailure(run, error)
    if (!(error instanceof BuildError)) throw error
    markUnverified(run, error)
    const { reason, isLasting } = error.failure
    if (isAboutLogin(error)) {
      const message = `failed to authenticate with the Helm repository: ${error.message}`
      throw unknownFailure(run, new Failed(Reason.AuthenticationFailed, message, { cause: error }))
    }
    markFailed(run, error.condition, reason, error.message)
    if (error.failure === failures.verification)
      throw new Failed(Reason.VerificationError, error.message, { eventReason: reason, cause: error })
    if (isLasting) throw new Stalled(reason, error.message, { cause: error })
    throw new Failed(reason, error.message, { condition: error.condition, cause: error })
  }
}

/** flux: what went wrong before a chart was looked for is told by the event alone; conditions call it unknown. */
function unknownFailure(run: ChartRun, error: Failed): Failed {
  const message = `unknown build error: ${error.message}`
  const condition = SourceCondition.FetchFailed
  markFailed(run, condition, Reason.Unknown, message)
  // A signature that proves nothing is Ready's reason, whatever else there is.
  if (error.reason === Reason.VerificationError) return error
  const { reason: eventReason, message: event } = error
  return new Failed(Reason.Unknown, message, { condition, eventReason, event, cause: error })
}

/** A chart either was not to be had or could not be built. */
function markFailed(run: ChartRun, condition: string, reason: string, message: string): void {
  const { FetchFailed, BuildFailed } = SourceCondition
  run.unmark(condition === FetchFailed ? BuildFailed : FetchFailed)
  run.mark(condition, 'True', reason, message)
}

/** flux: knows a refused login by these words. */
function isAboutLogin(error: BuildError): boolean {
  const words = ['401', 'unauthorized', 'authentication required', 'tls', 'unknown certificate authority']
  const isRemote = error.failure === failures.pull || error.failure === failures.reference
  return isRemote && words.some(word => error.message.includes(word))
}
