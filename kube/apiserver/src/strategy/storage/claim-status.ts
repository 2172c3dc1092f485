/** What the status of a PersistentVolumeClaim may say. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported } from '../../status/index.ts'
import { isNative } from '../pods/resources.ts'
import { qualifiedNameErrors } from '../values/names.ts'
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
    yield* keyErrors(name, 'status.allocatedResourceStatuses')
    // Kubernetes shows the name of what is resized, not the state.
    if (!resizing.includes(String(state))) {
      yield notSupported('status.allocatedResourceStatuses', name, resizing)
    }
  }
  const { named, wrong } = allocatedOf(objectAt(status, 'allocatedResources'))
  yield* wrong
  yield* amountErrors(named, 'status.allocatedResources')
}

function allocatedOf(amounts: JsonObject) {
  const wrong: FieldError[] = []
  const named = Object.entries(amounts).filter(([name]) => {
    const errors = [...keyErrors(name, 'status.allocatedResources')]
    wrong.push(...errors)
    return errors.length === 0
  })
  return { named: Object.fromEntries(named), wrong }
}

/** Of what Kubernetes itself knows, only storage is resized. */
function* keyErrors(name: string, field: string): Generator<FieldError> {
  const errors = qualifiedNameErrors(name)
  for (const error of errors) yield invalid(field, name, error)
  if (errors.length > 0 || !isNative(name) || name === 'storage') return
  yield notSupported(field, name, ['storage'])
}

function* amountErrors(amounts: JsonObject, path: string): Generator<FieldError> {
  for (const [name, amount] of Object.entries(amounts)) {
    const quantity = parseQuantity(String(amount))
    if (!quantity || quantity.nano >= 0n) continue
    const whole = Number(quantity.nano / 1_000_000_000n)
    yield invalid(`${path}[${name}]`, whole, 'must be a valid resource quantity')
  }
}
