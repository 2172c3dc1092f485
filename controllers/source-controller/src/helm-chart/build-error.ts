import { Reason, SourceCondition } from '@sluice/api/source'

/** Why a chart could not be built: what users see, whether trying again can help, and which condition shows it. */
export const failures = {
  reference: { reason: Reason.InvalidChartReference, summary: 'invalid chart reference', isLasting: true },
  pull: { reason: Reason.ChartPullError, summary: 'chart pull error', isLasting: false },
  metadata: { reason: Reason.MetadataPatchError, summary: 'chart metadata patch error', isLasting: true },
  values: { reason: Reason.ValuesFilesError, summary: 'values files merge error', isLasting: true },
  dependencies: { reason: Reason.DependencyBuildError, summary: 'dependency build error', isLasting: false },
  package: { reason: Reason.ChartPackageError, summary: 'chart package error', isLasting: false },
  verification: {
    reason: Reason.ChartVerificationError,
    summary: 'chart verification error',
    isLasting: false,
  },
} as const

/** One of the ways to fail. */
export type Failure = (typeof failures)[keyof typeof failures]

/** A chart that cannot be built. */
export class BuildError extends Error {
  override readonly name = 'BuildError'
  readonly failure: Failure

  constructor(failure: Failure, message: string, cause?: unknown) {
    super(`${failure.summary}: ${message}`, { cause })
    this.failure = failure
  }

  /** The condition that is True while this lasts. */
  get condition(): string {
    const builds: readonly Failure[] = [
      failures.metadata,
      failures.values,
      failures.dependencies,
      failures.package,
      failures.verification,
    ]
    return builds.includes(this.failure) ? SourceCondition.BuildFailed : SourceCondition.FetchFailed
  }
}

/** Gives what `work` throws of the named errors the way to fail; `what` comes before its message. */
export async function failingAs<T>(
  failure: Failure,
  expected: readonly (abstract new (...args: never[]) => Error)[],
  work: () => T | Promise<T>,
  { what = '' }: { readonly what?: string } = {},
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!expected.some(each => error instanceof each)) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw new BuildError(failure, what ? `${what}: ${message}` : message, error)
  }
}
