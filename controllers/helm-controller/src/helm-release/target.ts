import type { Told } from '@sluice/kube/runtime'
import type { ActionContext } from './action-context.ts'
import { uninstall } from './actions/uninstall.ts'
import type { Draft } from './draft.ts'
import { forgetFailures } from './failures.ts'
import { helmNameOf, releaseNamespaceOf, specOf, storageNamespaceOf } from './spec.ts'
import { summarize } from './summary.ts'

/** Whether the release is to be somewhere else, or of a chart of another name: the old one goes first then. */
export function hasMoved(draft: Draft, chartName: string): boolean {
  const { release, status } = draft
  if (!status.storageNamespace || draft.history.length === 0) return false
  const { latest } = draft
  if (storageNamespaceOf(release) !== status.storageNamespace) return true
  if (releaseNamespaceOf(release) !== latest.namespace || helmNameOf(release) !== latest.name) return true
  const reinstalls = specOf(release).upgrade?.chartNameChangeStrategy !== 'InPlaceUpdate'
  return reinstalls && chartName !== latest.chartName
}

/** Uninstalls what was released before the spec moved it; the next run installs anew. */
export async function uninstallMoved(draft: Draft, context: ActionContext): Promise<Told> {
  try {
    await uninstall(context)
  } catch {
    context.signal.throwIfAborted()
    summarize(draft)
    return { type: 'told', progress: 'kept', next: 'backoff', observed: false }
  }
  summarize(draft)
  draft.set({ history: undefined, storageNamespace: undefined })
  forgetFailures(draft)
  return { type: 'told', progress: 'kept', next: { milliseconds: 0 }, observed: false }
}
