import { type Kustomization, Reason } from '@sluice/api/kustomize'
import { Stalled } from '@sluice/kube/runtime'
import { specOf } from './spec.ts'

/** Refuses what a later version will do: applying without it would not be what the spec says. @throws Stalled */
export function refuseUnsupported(ks: Kustomization): void {
  const spec = specOf(ks)
  const wanted = [{ field: 'spec.decryption', isSet: spec.decryption !== undefined }]
  const first = wanted.find(({ isSet }) => isSet)
  if (first) throw new Stalled(Reason.FeatureGateDisabled, `${first.field} is not supported yet`)
}
