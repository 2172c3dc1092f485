/** Whom a source is to a cloud: the controller, or an account of its namespace. @module */
import { Reason } from '@sluice/api/source'
import type { CloudIdentity, IdentityRequest } from '@sluice/io/cloud-identity'
import { Stalled } from '@sluice/kube/runtime'
import { type AccountPolicy, workloadIdentityGate } from '@sluice/kube/workload-identity'

/** Identities, as far as sources need them. */
export interface Identities {
  readonly cloud: CloudIdentity
  readonly accounts: AccountPolicy
  /** Finds the account of that name, or the default one; undefined where the controller itself is meant. */
  accountOf(namespace: string, name: string | undefined): IdentityRequest['account']
}

/** Refuses accounts where the gate for them is closed. `tell` marks what shows it besides Ready. @throws Stalled */
export function requireGate(
  serviceAccountName: string | undefined,
  { accounts }: Pick<Identities, 'accounts'>,
  tell: (reason: string, message: string) => void = () => {},
): void {
  if (!serviceAccountName || accounts.isEnabled) return
  const message = `to use spec.serviceAccountName for provider authentication please enable the ${workloadIdentityGate} feature gate in the controller`
  tell(Reason.FeatureGateDisabled, message)
  throw new Stalled(Reason.FeatureGateDisabled, message)
}
