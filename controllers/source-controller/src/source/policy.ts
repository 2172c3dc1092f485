import { parseDuration } from '@sluice/base/duration'
import type { KubeObject } from '@sluice/kube/meta'
import type { Policy } from '@sluice/kube/runtime'

/** What every kind of source says of when it is looked at. */
export type TimedSource = KubeObject<
  { readonly interval?: string; readonly timeout?: string },
  { readonly observedGeneration?: number }
>

/** How the runtime keeps conditions and times of sources: as Flux does, of every kind the same. */
export function sourcePolicy<T extends TimedSource>(): Policy<T> {
  return {
    observes: 'settled',
    interval: source => parseDuration(source.spec?.interval ?? '1m'),
    starting: processingMessage,
  }
}

/** Reconciling's message when a run begins. */
function processingMessage({ status, metadata: { generation } }: TimedSource): string {
  const observed = status?.observedGeneration ?? -1
  return observed === generation
    ? 'reconciliation in progress'
    : `processing object: new generation ${observed} -> ${generation}`
}

/** Ends with the run, or once the source's time for a fetch is up: a minute unless told. */
export function fetchSignal(source: TimedSource, signal: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(parseDuration(source.spec?.timeout ?? '60s'))
  return AbortSignal.any([signal, timeout])
}
