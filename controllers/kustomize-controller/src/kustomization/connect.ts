import { type Kustomization, Reason } from '@sluice/api/kustomize'
import type { Cluster } from '@sluice/kube/apply'
import { Failed } from '@sluice/kube/runtime'
import { RemoteClusterError } from '@sluice/kube/workload-identity'
import type { Deps } from './deps.ts'

/** The cluster that is applied to, here or elsewhere. @throws Failed if it cannot be connected to */
export async function connect(
  ks: Kustomization,
  { connect }: Pick<Deps, 'connect'>,
  signal: AbortSignal,
): Promise<Cluster> {
  try {
    return await connect(ks, signal)
  } catch (error) {
    if (!(error instanceof RemoteClusterError)) throw error
    const event = `failed to build kube client: ${error.message}`
    throw new Failed(Reason.ReconciliationFailed, error.message, { event, cause: error })
  }
}
