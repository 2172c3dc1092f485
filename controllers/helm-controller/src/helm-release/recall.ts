import { ManagedBy } from '@sluice/api/helm'
import type { ReleaseRecord } from '@sluice/helm/release'
import type { ActionContext } from './action-context.ts'
import { BuildError, readManifest } from './build.ts'
import type { Draft } from './draft.ts'
import { snapshotOf } from './snapshot.ts'
import { helmNameOf, namespaceOf } from './spec.ts'

/**
 * Puts a release into the history that this object made without having noted it: the controller ended in the middle of
 * an action, or the release had just been changed by somebody else. Its labels tell; what others released stays theirs.
 */
export async function recallRelease({ draft, storage, signal }: ActionContext): Promise<void> {
  if (draft.history.length > 0) return
  const record = await storage.last(helmNameOf(draft.release)).catch(() => undefined)
  signal.throwIfAborted()
  if (record && isOwn(record, draft))
    draft.set({ history: [snapshotOf(record, { algorithm: draft.algorithm })] })
}

function isOwn({ manifest, hooks }: ReleaseRecord, { release }: Draft): boolean {
  const texts = [manifest, ...hooks.map(hook => hook.manifest)]
  return texts.some(text => labelsIn(text).some(labels => isOf(labels, release)))
}

type Labels = Readonly<Record<string, unknown>>

function isOf(labels: Labels, release: Draft['release']): boolean {
  return (
    labels[ManagedBy.Name] === release.metadata.name && labels[ManagedBy.Namespace] === namespaceOf(release)
  )
}

function labelsIn(text: string): readonly Labels[] {
  try {
    return readManifest(text).map(({ metadata }) => (metadata.labels ?? {}) as Labels)
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    return []
  }
}
