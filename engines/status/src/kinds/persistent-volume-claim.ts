import type { Health } from '@sluice/base/flow'
import type { JsonObject } from '@sluice/base/json'
import { textAt } from '../fields.ts'
import { current, inProgress } from '../health.ts'

/** A claim is current when it is bound. */
export function persistentVolumeClaimHealth(object: JsonObject): Health {
  const phase = textAt(object, 'unknown', 'status', 'phase')
  return phase === 'Bound' ? current('PVC is Bound') : inProgress(`PVC is not Bound. phase: ${phase}`)
}
