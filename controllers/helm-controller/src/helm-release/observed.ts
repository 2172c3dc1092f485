import type { HelmSnapshot } from '@sluice/api/helm'
import type { DigestAlgorithm } from '@sluice/base/digest'
import type { ReleaseRecord } from '@sluice/helm/release'
import type { Draft } from './draft.ts'
import { isOf, snapshotOf } from './snapshot.ts'

/** What was written of each version of a release during an action, last writes winning. */
export class Observed {
  readonly #records = new Map<number, ReleaseRecord>()

  add(record: ReleaseRecord): void {
    this.#records.set(record.version, record)
  }

  /** Nothing was stored: the action failed before it began. */
  get isEmpty(): boolean {
    return this.#records.size === 0
  }

  /**
   * Puts the newest version at the head of the history, and updates the first older one that is known there. What made
   * the older one is not said again, as in Flux.
   */
  recordOn(draft: Draft, action: HelmSnapshot['action'], ociDigest: string): void {
    const [newest, ...older] = [...this.#records.values()].sort((a, b) => b.version - a.version)
    if (!newest) return
    const { algorithm } = draft
    const history = [snapshotOf(newest, { action, ociDigest, algorithm }), ...draft.history]
    draft.set({ history: withUpdate(history, older, algorithm) })
  }
}

function withUpdate(
  history: readonly HelmSnapshot[],
  older: readonly ReleaseRecord[],
  algorithm: DigestAlgorithm,
): readonly HelmSnapshot[] {
  for (const record of older) {
    const index = history.findIndex(snapshot => isOf(snapshot, record))
    const known = history[index]
    if (!known) continue
    const { ociDigest, testHooks } = known
    return history.with(index, snapshotOf(record, { ociDigest, testHooks, algorithm }))
  }
  return history
}
