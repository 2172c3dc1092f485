/** What the status of a PersistentVolumeClaim may say. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported } from '../../status/index.ts'
import { parseQuantity } from '../values/quantity.ts'
import { objectAt } from '../values/read.ts'

const resizing = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
]

/** What is wrong with the status of a claim: amounts below zero, and states of a resize that are none. */
export function* claimStatusErrors(claim: JsonObject): Generator<FieldError> {
  const status = objectAt(claim, 'status')
  yield* amountErrors(objectAt(status, 'capacity'), 'status.capacity')
  for (const [name, state] of Object.entries(objectAt(status, 'allocatedResourceStatuses'))) {
    // Kubernetes shows the name of what is resized, not the state.
    if (!resizing.includes(String(state))) {
      yield notSupported('status.allocatedResourceStatuses', name, resizing)
    }
  }
  yield* amountErrors(objectAt(status, 'allocatedResources'), 'status.allocatedResources')
}

function* amountErrors(amounts: JsonObject, path: string): Generator<FieldError> {
  for (const [name, amount] of Object.entries(amounts)) {
    const quantity = parseQuantity(String(amount))
    if (!quantity || quantity.nano >= 0n) continue
    const whole = Number(quantity.nano / 1_000_000_000n)
    yield invalid(`${path}[${name}]`, whole, 'must be a valid resource quantity')
  }
}
