import { HelmCondition, ManagedBy, Reason } from '@sluice/api/helm'
import type { ReleaseRecord } from '@sluice/helm/release'
import { KubeError } from '@sluice/kube/client'
import type { ActionContext } from './action-context.ts'
import { BuildError, readManifest } from './build.ts'
import type { Draft } from './draft.ts'
import { snapshotOf } from './snapshot.ts'
import { helmNameOf, namespaceOf } from './spec.ts'
import { newestOf, type StoredRelease } from './stored-release.ts'

/**
 * Puts a release into the history that this object made without having noted it: the controller ended in the middle of
 * an action, or the release had just been changed by somebody else. Its labels tell; what others released stays theirs.
 * @throws Error after telling why storage could not be looked at
 */
export async function recallRelease(context: ActionContext): Promise<void> {
  const { draft } = context
  if (draft.history.length > 0) return
  const record = newestOf(await recordsOf(context))
  if (record && isOwn(record, draft))
    draft.set({ history: [snapshotOf(record, { algorithm: draft.algorithm })] })
}

/** An account that may not read records has made none. */
async function recordsOf({ draft, storage, signal }: ActionContext): Promise<readonly StoredRelease[]> {
  try {
    return await storage.history(helmNameOf(draft.release))
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof Error)) throw error
    if (error.cause instanceof KubeError && error.cause.status.code === 403) return []
    const message = `failed to look for a release to uninstall: ${error.message}`
    draft.mark(HelmCondition.Released, 'False', Reason.UninstallFailed, message)
    throw error
  }
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
