/** What an autoscaler looks at, and how fast it may act. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { containerResourceNameErrors } from '../pods/resources.ts'
import { dnsLabelErrors, pathSegmentErrors } from '../values/names.ts'
import { parseQuantity } from '../values/quantity.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'

const metricTypes = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource']

/** In the order Kubernetes looks for them; only the first is looked into. */
const sources: Readonly<Record<string, (source: JsonObject, at: string) => Iterable<FieldError>>> = {
  object: objectErrors,
  external: externalErrors,
  pods: podsErrors,
  resource: resourceErrors,
  containerResource: containerErrors,
}

/** What is wrong with a metric. */
export function* metricErrors(metric: JsonObject, at: string): Generator<FieldError> {
  const type = textAt(metric, 'type')
  const isKnown = metricTypes.includes(type)
  if (!type) yield required(`${at}.type`, 'must specify a metric source type')
  if (!isKnown) yield notSupported(`${at}.type`, type, metricTypes)
  const present = Object.keys(sources).filter(name => findObject(metric, name))
  const [first] = present
  if (first !== undefined) yield* sources[first]?.(objectAt(metric, first), `${at}.${first}`) ?? []
  const expected = type.charAt(0).toLowerCase() + type.slice(1)
  // Kubernetes looks twice, and says so twice.
  if (!isKnown) yield notSupported(`${at}.type`, type, metricTypes)
  else if (!present.includes(expected)) {
    yield required(`${at}.${expected}`, 'must populate information for the given metric source')
  }
  if (present.length === 1) return
  for (const name of present) {
    if (name !== expected) yield forbiddenField(`${at}.${name}`, 'must populate the given metric source only')
  }
}

function* objectErrors(source: JsonObject, at: string): Generator<FieldError> {
  yield* scaleReferenceErrors(objectAt(source, 'describedObject'), `${at}.describedObject`)
  yield* identifierErrors(source, at)
  yield* targetErrors(source, at)
  const target = objectAt(source, 'target')
  if (target['value'] === undefined && target['averageValue'] === undefined) {
    yield required(`${at}.target.averageValue`, 'must set either a target value or averageValue')
  }
}

function* externalErrors(source: JsonObject, at: string): Generator<FieldError> {
  yield* identifierErrors(source, at)
  yield* targetErrors(source, at)
  const target = objectAt(source, 'target')
  const [total, average] = [target['value'] !== undefined, target['averageValue'] !== undefined]
  if (!total && !average) {
    const why = 'must set either a target value for metric or a per-pod target'
    yield required(`${at}.target.averageValue`, why)
  }
  if (total && average) {
    const why = 'may not set both a target value for metric and a per-pod target'
    yield forbiddenField(`${at}.target.value`, why)
  }
}

function* podsErrors(source: JsonObject, at: string): Generator<FieldError> {
  yield* identifierErrors(source, at)
  yield* targetErrors(source, at)
  if (objectAt(source, 'target')['averageValue'] === undefined) {
    yield required(`${at}.target.averageValue`, 'must specify a positive target averageValue')
  }
}

function* resourceErrors(source: JsonObject, at: string): Generator<FieldError> {
  if (!textAt(source, 'name')) yield required(`${at}.name`, 'must specify a resource name')
  yield* utilizationErrors(source, at)
}

function* containerErrors(source: JsonObject, at: string): Generator<FieldError> {
  const [name, container] = [textAt(source, 'name'), textAt(source, 'container')]
  if (!name) yield required(`${at}.name`, 'must specify a resource name')
  else yield* containerResourceNameErrors(name, `${at}.name`)
  if (!container) yield required(`${at}.container`, 'must specify a container')
  else for (const error of dnsLabelErrors(container)) yield invalid(`${at}.container`, container, error)
  yield* utilizationErrors(source, at)
}

function* utilizationErrors(source: JsonObject, at: string): Generator<FieldError> {
  yield* targetErrors(source, at)
  const target = objectAt(source, 'target')
  const [share, average] = [target['averageUtilization'] !== undefined, target['averageValue'] !== undefined]
  if (!share && !average) {
    const why = 'must set either a target raw value or a target utilization'
    yield required(`${at}.target.averageUtilization`, why)
  }
  if (share && average) {
    const why = 'may not set both a target raw value and a target utilization'
    yield forbiddenField(`${at}.target.averageValue`, why)
  }
}

function* identifierErrors(source: JsonObject, at: string): Generator<FieldError> {
  const name = textAt(objectAt(source, 'metric'), 'name')
  const field = `${at}.metric.name`
  if (!name) yield required(field, 'must specify a metric name')
  else for (const error of pathSegmentErrors(name)) yield invalid(field, name, error)
}

const targetTypes = ['Utilization', 'Value', 'AverageValue']

function* targetErrors(source: JsonObject, owner: string): Generator<FieldError> {
  const target = objectAt(source, 'target')
  const at = `${owner}.target`
  const type = textAt(target, 'type')
  if (!type) yield required(`${at}.type`, 'must specify a metric target type')
  if (!targetTypes.includes(type)) {
    yield invalid(`${at}.type`, type, 'must be either Utilization, Value, or AverageValue')
  }
  for (const field of ['value', 'averageValue']) {
    const value = target[field]
    const amount = value === undefined ? undefined : parseQuantity(String(value))
    if (amount && amount.nano <= 0n) yield invalid(`${at}.${field}`, String(value), 'must be positive')
  }
  const share = numberAt(target, 'averageUtilization')
  if (share !== undefined && share < 1)
    yield invalid(`${at}.averageUtilization`, share, 'must be greater than 0')
}

/** What is wrong with a reference to what is scaled, or measured. */
export function* scaleReferenceErrors(
  reference: JsonObject,
  at: string,
  needsGroup = false,
): Generator<FieldError> {
  for (const field of ['kind', 'name']) {
    const value = textAt(reference, field)
    if (!value) yield required(`${at}.${field}`)
    else for (const error of pathSegmentErrors(value)) yield invalid(`${at}.${field}`, value, error)
  }
  if (needsGroup) yield* versionErrors(textAt(reference, 'apiVersion'), textAt(reference, 'kind'), at)
}

/** Of the core group only replication controllers can be scaled. */
function* versionErrors(version: string, kind: string, at: string): Generator<FieldError> {
  const field = `${at}.apiVersion`
  const parts = version.split('/')
  if (parts.length > 2) return yield invalid(field, version, `unexpected GroupVersion string: ${version}`)
  if ((parts.length === 2 && parts[0]) || kind === 'ReplicationController') return
  yield invalid(field, version, 'apiVersion must specify API group')
}

const [longestWindow, longestPeriod] = [3600, 1800]
const selections = ['Disabled', 'Max', 'Min']

/** What is wrong with how fast an autoscaler may act. */
export function* behaviorErrors(behavior: JsonObject, at: string): Generator<FieldError> {
  for (const direction of ['scaleUp', 'scaleDown']) {
    const rules = findObject(behavior, direction)
    if (rules) yield* rulesErrors(rules, `${at}.${direction}`)
  }
}

function* rulesErrors(rules: JsonObject, at: string): Generator<FieldError> {
  const window = numberAt(rules, 'stabilizationWindowSeconds')
  const field = `${at}.stabilizationWindowSeconds`
  if (window !== undefined && window < 0)
    yield invalid(field, window, 'must be greater than or equal to zero')
  if (window !== undefined && window > longestWindow) {
    yield invalid(field, window, `must be less than or equal to ${longestWindow}`)
  }
  const selection = rules['selectPolicy']
  if (typeof selection === 'string' && !selections.includes(selection)) {
    yield notSupported(`${at}.selectPolicy`, selection, selections)
  }
  const policies = objectsAt(rules, 'policies')
  if (policies.length === 0) yield required(`${at}.policies`, 'must specify at least one Policy')
  for (const [i, policy] of policies.entries()) yield* policyErrors(policy, `${at}.policies[${i}]`)
  const tolerance = rules['tolerance']
  const amount = tolerance === undefined ? undefined : parseQuantity(String(tolerance))
  if (amount && amount.nano < 0n) {
    yield invalid(`${at}.tolerance`, String(tolerance), 'must be greater than or equal to 0')
  }
}

function* policyErrors(policy: JsonObject, at: string): Generator<FieldError> {
  const type = textAt(policy, 'type')
  if (type !== 'Pods' && type !== 'Percent') yield notSupported(`${at}.type`, type, ['Percent', 'Pods'])
  const [value, period] = [numberAt(policy, 'value') ?? 0, numberAt(policy, 'periodSeconds') ?? 0]
  if (value <= 0) yield invalid(`${at}.value`, value, 'must be greater than zero')
  if (period <= 0) yield invalid(`${at}.periodSeconds`, period, 'must be greater than zero')
  if (period > longestPeriod)
    yield invalid(`${at}.periodSeconds`, period, `must be less than or equal to ${longestPeriod}`)
}
