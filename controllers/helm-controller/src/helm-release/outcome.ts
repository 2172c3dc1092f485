/** How actions tell what came of them. @module */
import type { HelmSnapshot } from '@sluice/api/helm'
import type { ActionContext, ReleaseContext } from './action-context.ts'

type Metadata = Readonly<Record<string, string | undefined>>

/** The metadata of an event about a snapshot. */
export function metadataOf({ chartVersion, configDigest, appVersion, ociDigest }: HelmSnapshot): Metadata {
  return { revision: chartVersion, token: configDigest, 'app-version': appVersion, 'oci-digest': ociDigest }
}

/** The metadata of an event about a release that was tried. */
export function metadataOfAttempt({ chart, configDigest, ociDigest }: ReleaseContext): Metadata {
  const { version, appVersion } = chart.metadata
  return { revision: version, token: configDigest, 'app-version': appVersion, 'oci-digest': ociDigest }
}

/** The event of an action that went well. */
export function announceSuccess(
  { draft }: ActionContext,
  reason: string,
  message: string,
  metadata: Metadata,
): void {
  draft.run.announce(message, { reason, metadata })
}

/** The event of an action that failed, with the last lines of its log. Failures are counted. */
export function announceFailure(
  { draft, log }: ActionContext,
  reason: string,
  message: string,
  metadata: Metadata,
): void {
  draft.set({ failures: (draft.status.failures ?? 0) + 1 })
  draft.run.announce(log.behind(message), { severity: 'error', reason, metadata })
}

/** What an action fails with, if it does. @throws what ends the run */
export async function failureOf(
  { signal }: Pick<ActionContext, 'signal'>,
  work: () => Promise<void>,
): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    signal.throwIfAborted()
    return messageOf(error)
  }
}

/** Rethrows an error under the name of what failed. */
export function naming(what: string): (error: unknown) => never {
  return error => {
    throw new Error(`${what}: ${messageOf(error)}`, { cause: error })
  }
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim()
}
