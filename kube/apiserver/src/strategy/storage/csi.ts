/** What CSI drivers register: CSIDrivers, CSINodes, CSIStorageCapacities. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { quantityErrors } from '../pods/resources.ts'
import type { Strategy } from '../strategy.ts'
import { type Draft, ensure, fill } from '../values/draft.ts'
import { invalidStruct } from '../values/go-form.ts'
import { immutable } from '../values/immutable.ts'
import { dnsSubdomainErrors, qualifiedNameErrors } from '../values/names.ts'
import { nonNegative } from '../values/numbers.ts'
import { findObject, listAt, numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { selectorErrors } from '../values/selector.ts'
import { driverNameErrors } from './driver-name.ts'

const tokenWarning =
  'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes'

export const csiDriverStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  allowUnconditionalUpdate: false,
  defaults: defaultDriver,
  onCreate: dropPrevention,
  onUpdate: dropPrevention,
  errors: object => driverErrors(objectAt(object, 'spec')),
  updateErrors: function* (object, old) {
    const [now, before] = [objectAt(object, 'spec'), objectAt(old, 'spec')]
    if (!sameValue(now['attachRequired'], before['attachRequired'])) {
      yield invalid('spec.attachedRequired', now['attachRequired'] ?? null, 'field is immutable')
    }
    yield* immutable(now, before, 'volumeLifecycleModes', 'spec')
  },
  warnings: (object, old) => {
    const spec = objectAt(object, 'spec')
    const requests = listAt(spec, 'tokenRequests')
    if (requests.length === 0 || typeof spec['serviceAccountTokenInSecrets'] === 'boolean') return []
    const isSame = old && sameValue(requests, listAt(objectAt(old, 'spec'), 'tokenRequests'))
    return isSame ? [] : [tokenWarning]
  },
})

const switches = ['podInfoOnMount', 'storageCapacity', 'requiresRepublish', 'seLinuxMount']

/** A field of a feature that is off. */
function dropPrevention(draft: Draft): void {
  delete ensure(draft, 'spec')['preventPodSchedulingIfMissing']
}

function defaultDriver(draft: Draft): void {
  const spec = ensure(draft, 'spec')
  fill(spec, 'attachRequired', true)
  for (const field of switches) fill(spec, field, false)
  if (listAt(spec, 'volumeLifecycleModes').length === 0) spec['volumeLifecycleModes'] = ['Persistent']
  fill(spec, 'fsGroupPolicy', 'ReadWriteOnceWithFSType')
}

function* driverErrors(spec: JsonObject): Generator<FieldError> {
  const policy = textAt(spec, 'fsGroupPolicy')
  const policies = ['File', 'None', 'ReadWriteOnceWithFSType']
  if (!policies.includes(policy)) yield notSupported('spec.fsGroupPolicy', policy, policies)
  yield* tokenErrors(spec)
  for (const mode of listAt(spec, 'volumeLifecycleModes')) {
    if (mode !== 'Persistent' && mode !== 'Ephemeral') {
      yield notSupported('spec.volumeLifecycleModes', mode, ['Persistent', 'Ephemeral'])
    }
  }
  const period = numberAt(spec, 'nodeAllocatableUpdatePeriodSeconds')
  if (period !== undefined && period < 10) {
    const why = 'must be greater than or equal to 10 seconds'
    yield invalid('spec.nodeAllocatableUpdatePeriodSeconds', period, why)
  }
}

const [shortestToken, longestToken] = [600, 2 ** 32]

function* tokenErrors(spec: JsonObject): Generator<FieldError> {
  const requests = objectsAt(spec, 'tokenRequests')
  const audiences = new Set<string>()
  for (const [i, request] of requests.entries()) {
    const at = `spec.tokenRequests[${i}]`
    const audience = textAt(request, 'audience')
    if (audiences.has(audience)) {
      yield duplicate(`${at}.audience`, audience)
      continue
    }
    audiences.add(audience)
    const seconds = numberAt(request, 'expirationSeconds')
    const wrong = (why: string) => invalid(`${at}.expirationSeconds`, seconds ?? null, why)
    if (seconds === undefined) continue
    if (seconds < shortestToken) yield wrong('may not specify a duration less than 10 minutes')
    if (seconds > longestToken) yield wrong('may not specify a duration larger than 2^32 seconds')
  }
  const inSecrets = spec['serviceAccountTokenInSecrets']
  if (typeof inSecrets === 'boolean' && requests.length === 0) {
    const why = 'serviceAccountTokenInSecrets is set but no tokenRequests are specified'
    yield invalid('spec.serviceAccountTokenInSecrets', inSecrets, why)
  }
}

const longestNodeId = 256

export const csiNodeStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  defaults: draft => {
    const spec = ensure(draft, 'spec')
    if (spec['drivers'] === undefined) spec['drivers'] = null
  },
  errors: function* (object) {
    const names = new Set<string>()
    for (const [i, driver] of objectsAt(objectAt(object, 'spec'), 'drivers').entries()) {
      yield* nodeDriverErrors(driver, names, `spec.drivers[${i}]`)
    }
  },
  updateErrors: nodeChangeErrors,
})

function* nodeDriverErrors(driver: JsonObject, names: Set<string>, at: string): Generator<FieldError> {
  const [name, id] = [textAt(driver, 'name'), textAt(driver, 'nodeID')]
  yield* driverNameErrors(name, `${at}.name`)
  if (!id) yield required(`${at}.nodeID`)
  if (id.length > longestNodeId) {
    yield invalid(`${at}.nodeID`, id, `must be ${longestNodeId} characters or less`)
  }
  yield* nonNegative(numberAt(objectAt(driver, 'allocatable'), 'count'), `${at}.allocatable.count`)
  if (names.has(name)) yield duplicate(`${at}.name`, name)
  names.add(name)
  const keys = textsAt(driver, 'topologyKeys')
  for (const [i, key] of keys.entries()) {
    if (!key) yield required(at)
    if (keys.indexOf(key) < i) yield duplicate(at, key)
    for (const error of qualifiedNameErrors(key)) yield invalid(at, key, error)
  }
}

/** A driver that stays may change no more than how many volumes it can attach. */
function* nodeChangeErrors(object: JsonObject, old: JsonObject): Generator<FieldError> {
  const drivers = (each: JsonObject) =>
    objectsAt(objectAt(each, 'spec'), 'drivers').map(driver => ({ ...driver, allocatable: null }))
  for (const before of drivers(old)) {
    for (const now of drivers(object)) {
      if (textAt(now, 'name') !== textAt(before, 'name') || sameValue(now, before)) continue
      yield invalidStruct('spec.drivers', 'CSINodeDriver', now, 'field is immutable')
    }
  }
}

export const csiCapacityStrategy: Strategy = defineKind({
  allowUnconditionalUpdate: false,
  errors: function* (object) {
    yield* selectorErrors(objectAt(object, 'nodeTopology'), 'nodeTopology')
    const name = textAt(object, 'storageClassName')
    for (const error of dnsSubdomainErrors(name)) yield invalid('storageClassName', name, error)
    if (object['capacity'] !== undefined) yield* quantityErrors('', object['capacity'], 'capacity')
  },
  updateErrors: function* (object, old) {
    const topology = findObject(object, 'nodeTopology')
    if (!topology) yield* immutable(object, old, 'nodeTopology', '')
    else if (!sameValue(topology, old['nodeTopology'])) {
      yield invalidStruct('nodeTopology', 'LabelSelector', topology, 'field is immutable')
    }
    yield* immutable(object, old, 'storageClassName', '')
  },
})
