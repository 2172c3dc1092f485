/** Puts back what is not as released: missing objects first, then those that were changed. @module */
import { Reason } from '@sluice/api/helm'
import { formatObjectRef } from '@sluice/base/flow'
import { compareRefs } from '@sluice/kube/apply'
import type { KubeObject } from '@sluice/kube/meta'
import type { ActionContext } from '../action-context.ts'
import type { ObjectDrift } from '../drift.ts'
import { releaseOf } from '../history.ts'
import { messageOf, metadataOf } from '../outcome.ts'
import { forget } from '../remembered.ts'
import type { ActionResult } from './action-result.ts'

/** Corrects the drift, and tells what came of it. */
export async function correctDrift(
  context: ActionContext,
  drifts: readonly ObjectDrift[],
): Promise<ActionResult> {
  const { draft, signal } = context
  draft.assess('Unknown', Reason.Progressing, 'correcting cluster drift')
  const sorted = drifts.toSorted((a, b) => compareRefs(a.target.ref, b.target.ref))
  const done: string[] = []
  const errors: string[] = []
  for (const type of ['missing', 'changed'] as const) {
    for (const drift of sorted.filter(it => it.type === type)) {
      const name = formatObjectRef(drift.target.ref)
      try {
        await correct(context, drift)
        done.push(`${name} ${type === 'missing' ? 'created' : 'configured'}`)
      } catch (error) {
        signal.throwIfAborted()
        errors.push(`${name} ${type === 'missing' ? 'creation' : 'patch'} failure: ${why(error, drift)}`)
      }
    }
  }
  tell(context, done, errors)
  return 'done'
}

async function correct({ cluster }: ActionContext, { target, type, patch }: ObjectDrift): Promise<void> {
  forget(cluster, target)
  const { client, fieldManager } = cluster
  const { kind, ref, resource } = target
  if (type === 'missing') await client.create(resource as unknown as KubeObject, { fieldManager })
  else await client.patch(kind, ref.namespace, ref.name, { type: 'json', body: patch }, { fieldManager })
}

/** What the server says of a Secret may quote it. */
function why(error: unknown, { target }: ObjectDrift): string {
  const message = messageOf(error)
  return target.ref.kind === 'Secret' ? message.slice(message.lastIndexOf(':') + 1).trim() : message
}

function tell({ draft }: ActionContext, done: readonly string[], errors: readonly string[]): void {
  const { latest } = draft
  const metadata = metadataOf(latest)
  if (errors.length > 0) {
    const what = `Failed to ${done.length > 0 ? 'partially ' : ''}correct cluster state of release ${releaseOf(latest)}`
    const rest = done.length > 0 ? `\n\nSuccessful corrections:\n${done.join('\n')}` : ''
    draft.run.announce(`${what}:\n${errors.join('\n')}${rest}`, {
      severity: 'error',
      reason: Reason.DriftCorrectionFailed,
      metadata,
    })
  } else if (done.length > 0) {
    const message = `Cluster state of release ${releaseOf(latest)} has been corrected:\n${done.join('\n')}`
    draft.run.announce(message, { reason: Reason.DriftCorrected, metadata })
  }
}
