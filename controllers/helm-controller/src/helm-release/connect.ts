import { type HelmRelease, Reason } from '@sluice/api/helm'
import { Waiting } from '@sluice/kube/runtime'
import { RemoteClusterError } from '@sluice/kube/workload-identity'
import type { ActionContext } from './action-context.ts'
import type { Deps, ReleaseCluster } from './deps.ts'
import type { Draft } from './draft.ts'
import type { ActionLog } from './log.ts'
import { storageNamespaceOf } from './spec.ts'
import { openStorage } from './storage.ts'

/** The cluster that is released to. @throws Waiting if it cannot be connected to */
export async function connect(release: HelmRelease, deps: Deps, signal: AbortSignal): Promise<ReleaseCluster>
/** The same, but undefined where what the spec names is gone. */
export async function connect(
  release: HelmRelease,
  deps: Deps,
  signal: AbortSignal,
  options: { readonly mayBeMissing: true },
): Promise<ReleaseCluster | undefined>
export async function connect(
  release: HelmRelease,
  deps: Deps,
  signal: AbortSignal,
  options: { readonly mayBeMissing?: boolean } = {},
): Promise<ReleaseCluster | undefined> {
  try {
    return await deps.connect(release, signal)
  } catch (error) {
    if (!(error instanceof RemoteClusterError)) throw error
    if (options.mayBeMissing && error.isMissing) return undefined
    throw new Waiting(Reason.RESTClientError, error.message, { event: false, cause: error })
  }
}

/** What uninstalling works with: the storage is where the release was stored, wherever that is to be next. */
export function uninstallContext(
  draft: Draft,
  cluster: ReleaseCluster,
  { deps, log, signal }: { readonly deps: Deps; readonly log: ActionLog; readonly signal: AbortSignal },
): ActionContext {
  const storage = openStorage(cluster, {
    namespace: draft.status.storageNamespace ?? storageNamespaceOf(draft.release),
    now: () => draft.run.now(),
  })
  return { draft, cluster, storage, rules: [], signal, log, deps }
}
