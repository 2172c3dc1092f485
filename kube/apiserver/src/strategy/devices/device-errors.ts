/** One device of a ResourceSlice. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, required } from '../../status/index.ts'
import { nodeSelectorErrors } from '../pods/affinity.ts'
import { findObject, objectAt, objectsAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { bindingConditionErrors } from './binding-conditions.ts'
import { listErrors, mapErrors, setErrors } from './checked-lists.ts'
import { counterSetErrors } from './counters.ts'
import { attributeErrors } from './device-attributes.ts'
import { capacityErrors } from './device-capacity.ts'
import { attributeNameErrors, longestQualifiedName, nodeNameErrors, shortNameErrors } from './device-names.ts'
import { taintErrors } from './taints.ts'

const [mostProperties, mostValues, mostTaints, mostConsumed] = [32, 48, 16, 2]
const named = {
  max: Number.POSITIVE_INFINITY,
  longestKey: longestQualifiedName,
  checkKey: attributeNameErrors,
}

/** What a device is checked against. */
export interface DeviceContext {
  /** The device as it was; taints that stay are not checked again. */
  readonly old: JsonObject | undefined
  /** Whether each device says at which nodes it is. */
  readonly perDevice: boolean
}

/** What is wrong with a device. */
export function* deviceErrors(
  device: JsonObject,
  at: string,
  { old, perDevice }: DeviceContext,
): Generator<FieldError> {
  yield* shortNameErrors(textAt(device, 'name'), `${at}.name`)
  const [attributes, capacity] = [objectAt(device, 'attributes'), objectAt(device, 'capacity')]
  yield* sizeErrors(Object.keys(attributes).length, Object.keys(capacity).length, at)
  yield* mapErrors(attributes, `${at}.attributes`, { ...named, check: attributeErrors })
  const isShared = device['allowMultipleAllocations'] === true
  yield* mapErrors(capacity, `${at}.capacity`, {
    ...named,
    check: (value, each) => capacityErrors(value, each, isShared),
  })
  const taints = objectsAt(device, 'taints')
  if (!old || !sameValue(taints, objectsAt(old, 'taints'))) {
    yield* listErrors(taints, mostTaints, `${at}.taints`, taintErrors)
  }
  yield* setErrors(objectsAt(device, 'consumesCounters'), `${at}.consumesCounters`, {
    max: mostConsumed,
    check: (each, path) => counterSetErrors(each, 'counterSet', path),
    key: each => textAt(each, 'counterSet'),
  })
  yield* placeErrors(device, perDevice, at)
  yield* bindingConditionErrors(device, at)
}

function* sizeErrors(attributes: number, capacities: number, at: string): Generator<FieldError> {
  const total = attributes + capacities
  if (total > mostProperties) {
    const why = `the total number of attributes and capacities must not exceed ${mostProperties}`
    yield invalid(at, total, why)
  }
  if (attributes > mostValues) {
    yield invalid(at, attributes, `the total number of attribute values must not exceed ${mostValues}`)
  }
}

const places = ['nodeName', 'nodeSelector', 'allNodes']
const onePlace =
  'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec'
const noPlace =
  '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec'

function* placeErrors(device: JsonObject, perDevice: boolean, at: string): Generator<FieldError> {
  const given = places.filter(name => device[name] !== undefined && device[name] !== null)
  if (!perDevice) {
    if (given.length > 0) yield invalid(at, null, noPlace)
    return
  }
  const { nodeName, allNodes } = device
  if (nodeName === '') yield invalid(`${at}.nodeName`, '', 'must not be empty')
  else if (typeof nodeName === 'string') yield* nodeNameErrors(nodeName, `${at}.nodeName`)
  const selector = findObject(device, 'nodeSelector')
  if (selector) yield* nodeSelectorErrors(selector, `${at}.nodeSelector`)
  if (allNodes === false) yield invalid(`${at}.allNodes`, false, 'must be either unset or set to true')
  const set = given.filter(name => device[name] !== '' && device[name] !== false)
  if (set.length === 0) yield required(at, onePlace)
  if (set.length > 1) yield invalid(at, `{${set.map(name => `\`${name}\``).join(', ')}}`, onePlace)
}
