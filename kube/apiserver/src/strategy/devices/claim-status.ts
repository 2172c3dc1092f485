/** The status of a ResourceClaim: what it was given, who uses it, how its devices are. @module */
import type { JsonObject } from '@sluice/base/json'
import { tooMany } from '@sluice/openapi'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { nodeSelectorErrors } from '../pods/affinity.ts'
import { driverNameErrors } from '../storage/driver-name.ts'
import type { StrategyContext } from '../strategy.ts'
import { conditionErrors } from '../values/conditions.ts'
import { child, children, type Draft } from '../values/draft.ts'
import { goText, invalidStruct } from '../values/go-form.ts'
import { findObject, objectAt, objectsAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { adminAccessErrors } from './admin-access.ts'
import { bindingConditionErrors } from './binding-conditions.ts'
import { listErrors, setErrors } from './checked-lists.ts'
import { poolNameErrors, shortNameErrors, uuidErrors } from './device-names.ts'
import { networkDataErrors } from './network-data.ts'
import { configurationErrors, opaqueErrors } from './opaque-errors.ts'
import { type Requests, referenceErrors, requestReferenceErrors, requestsOf } from './request-references.ts'
import { statusRightErrors } from './status-rights.ts'

/** What tells allocated devices apart, as messages show it. */
function deviceKey(device: JsonObject): string {
  return goText('SharedDeviceID', device)
}

function resultsOf(status: JsonObject): readonly JsonObject[] {
  return objectsAt(objectAt(objectAt(status, 'allocation'), 'devices'), 'results')
}

/** Devices that are no longer allocated have no status. */
export function dropDeallocated(draft: Draft, old: JsonObject): void {
  const status = child(draft, 'status')
  if (!status) return
  const gone = new Set(resultsOf(objectAt(old, 'status')).map(deviceKey))
  for (const result of resultsOf(status)) gone.delete(deviceKey(result))
  const kept = children(status, 'devices').filter(device => !gone.has(deviceKey(device)))
  if (kept.length > 0) status['devices'] = [...kept]
  else delete status['devices']
}

const mostConsumers = 256

/** What is wrong with a new status. */
export function* claimStatusErrors(
  object: JsonObject,
  old: JsonObject,
  context: StrategyContext,
): Generator<FieldError> {
  const [status, before] = [objectAt(object, 'status'), objectAt(old, 'status')]
  const at = (index: number) => `status.allocation.devices.results[${index}].adminAccess`
  const hadAccess = resultsOf(before).some(result => result['adminAccess'] === true)
  if (!hadAccess) yield* adminAccessErrors(resultsOf(status), at, context)
  yield* statusRightErrors(status, before, context)
  yield* setErrors(objectsAt(status, 'reservedFor'), 'status.reservedFor', {
    max: mostConsumers,
    check: consumerErrors,
    key: consumer => textAt(consumer, 'uid'),
  })
  const allocated = new Set(resultsOf(status).map(deviceKey))
  yield* setErrors(objectsAt(status, 'devices'), 'status.devices', {
    max: Number.POSITIVE_INFINITY,
    check: (device, each) => deviceStatusErrors(device, each, allocated),
    key: deviceKey,
    showsKey: true,
  })
  yield* reservationErrors(object, before)
  yield* allocationErrors(object, before)
}

function* consumerErrors(consumer: JsonObject, at: string): Generator<FieldError> {
  for (const field of ['resource', 'name', 'uid']) {
    if (!textAt(consumer, field)) yield required(`${at}.${field}`)
  }
}

function* reservationErrors(object: JsonObject, before: JsonObject): Generator<FieldError> {
  const status = objectAt(object, 'status')
  const consumers = objectsAt(status, 'reservedFor')
  if (consumers.length === 0) return
  if (!findObject(status, 'allocation')) {
    return yield forbiddenField('status.reservedFor', 'may not be specified when `allocated` is not set')
  }
  if (!textAt(objectAt(object, 'metadata'), 'deletionTimestamp')) return
  const known = objectsAt(before, 'reservedFor')
  if (consumers.every(consumer => known.some(each => sameValue(each, consumer)))) return
  const why = 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set'
  yield forbiddenField('status.reservedFor', why)
}

function* allocationErrors(object: JsonObject, before: JsonObject): Generator<FieldError> {
  const allocation = findObject(objectAt(object, 'status'), 'allocation')
  const old = findObject(before, 'allocation')
  if (!allocation) return
  if (old) {
    if (sameValue(allocation, old)) return
    return yield invalidStruct('status.allocation', 'AllocationResult', allocation, 'field is immutable')
  }
  const at = 'status.allocation'
  const known = requestsOf(objectAt(objectAt(object, 'spec'), 'devices'))
  yield* allocatedErrors(objectAt(allocation, 'devices'), `${at}.devices`, known)
  const selector = findObject(allocation, 'nodeSelector')
  if (selector) yield* nodeSelectorErrors(selector, `${at}.nodeSelector`)
}

const [mostResults, mostConfigs] = [32, 64]
const sources = ['FromClaim', 'FromClass']

function* allocatedErrors(devices: JsonObject, at: string, known: Requests): Generator<FieldError> {
  const results = objectsAt(devices, 'results')
  yield* listErrors(results, mostResults, `${at}.results`, function* (result, each) {
    yield* referenceErrors(textAt(result, 'request'), `${each}.request`, known)
    yield* identityErrors(result, each)
    yield* bindingConditionErrors(result, each)
    if (typeof result['shareID'] === 'string') yield* uuidErrors(result['shareID'], `${each}.shareID`)
  })
  const configs = objectsAt(devices, 'config')
  yield* listErrors(configs, mostConfigs, `${at}.config`, function* (config, each) {
    const source = textAt(config, 'source')
    if (!source) yield required(`${each}.source`)
    else if (!sources.includes(source)) yield notSupported(`${each}.source`, source, sources)
    yield* requestReferenceErrors(config, each, known)
    yield* configurationErrors(config, each)
  })
}

function* identityErrors(device: JsonObject, at: string): Generator<FieldError> {
  yield* driverNameErrors(textAt(device, 'driver'), `${at}.driver`)
  yield* poolNameErrors(textAt(device, 'pool'), `${at}.pool`)
  yield* shortNameErrors(textAt(device, 'device'), `${at}.device`)
}

const mostConditions = 8
const notAllocated = 'must be an allocated device in the claim'

function* deviceStatusErrors(
  device: JsonObject,
  at: string,
  allocated: ReadonlySet<string>,
): Generator<FieldError> {
  yield* identityErrors(device, at)
  if (typeof device['shareID'] === 'string') yield* uuidErrors(device['shareID'], `${at}.shareID`)
  const key = deviceKey(device)
  if (!allocated.has(key)) yield { ...invalid(at, key, notAllocated), shown: key }
  const conditions = objectsAt(device, 'conditions')
  if (conditions.length > mostConditions) {
    yield tooMany(`${at}.conditions`, conditions.length, mostConditions)
  }
  yield* conditionErrors(device, `${at}.conditions`)
  const data = device['data']
  if (data !== undefined && data !== null) yield* opaqueErrors(data, `${at}.data`)
  const network = findObject(device, 'networkData')
  if (network) yield* networkDataErrors(network, `${at}.networkData`)
}
