import type { Kustomization, KustomizationSnapshot } from '@sluice/api/kustomize'
import { formatDuration } from '@sluice/base/duration'
import { formatTime } from '@sluice/kube/runtime'

const longest = 5

/** One reconciliation, as the history keeps it. */
export interface Outcome {
  readonly digest: string
  readonly status: string
  readonly began: Date
  readonly ended: Date
  readonly metadata: Readonly<Record<string, string>>
}

/** The history with one more outcome: the same content and status counts up and comes first, else it is a new entry. */
export function addToHistory(ks: Kustomization, outcome: Outcome): readonly KustomizationSnapshot[] {
  const history = ks.status?.history ?? []
  const { digest, status, metadata } = outcome
  const isSame = (entry: KustomizationSnapshot) =>
    entry.digest === digest && entry.lastReconciledStatus === status
  const known = history.find(isSame)
  const now = formatTime(outcome.ended.getTime())
  const took = Math.max(1, outcome.ended.getTime() - outcome.began.getTime())
  const entry: KustomizationSnapshot = {
    digest,
    firstReconciled: known?.firstReconciled ?? now,
    lastReconciled: now,
    lastReconciledDuration: formatDuration(took),
    lastReconciledStatus: status,
    totalReconciliations: Number(known?.totalReconciliations ?? 0) + 1,
    metadata,
  }
  return [entry, ...history.filter(other => !isSame(other))].slice(0, longest)
}
