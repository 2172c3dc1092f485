/** ResourceSlices: devices that a driver offers. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { nodeSelectorErrors } from '../pods/affinity.ts'
import { driverNameErrors } from '../storage/driver-name.ts'
import type { Strategy } from '../strategy.ts'
import { child, children, type Draft, ensure, fill } from '../values/draft.ts'
import { goText } from '../values/go-form.ts'
import { immutable } from '../values/immutable.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { setErrors } from './checked-lists.ts'
import { counterSetErrors } from './counters.ts'
import { deviceErrors } from './device-errors.ts'
import { nodeNameErrors, poolNameErrors } from './device-names.ts'

export const resourceSliceStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  tracksGeneration: true,
  defaults: (draft, { now }) => {
    for (const device of children(ensure(draft, 'spec'), 'devices')) {
      for (const taint of children(device, 'taints')) fill(taint, 'timeAdded', inSeconds(now))
    }
  },
  onCreate: dropDisabled,
  onUpdate: (draft, old) => {
    // A change counts although what it sets is dropped.
    if (!sameValue(objectAt(draft, 'spec'), objectAt(old, 'spec'))) {
      const generation = numberAt(objectAt(old, 'metadata'), 'generation') ?? 0
      ensure(draft, 'metadata')['generation'] = generation + 1
    }
    dropDisabled(draft)
  },
  createErrors: object => specErrors(objectAt(object, 'spec'), {}),
  updateErrors: (object, old) => specErrors(objectAt(object, 'spec'), objectAt(old, 'spec')),
  rechecks: false,
  warnings: object => {
    const driver = textAt(objectAt(object, 'spec'), 'driver')
    if (driver === driver.toLowerCase()) return []
    const quoted = JSON.stringify(driver)
    return [`spec.driver: driver names should be lowercase; ${quoted} contains uppercase characters`]
  },
  selectableFields: {
    'spec.driver': object => textAt(objectAt(object, 'spec'), 'driver'),
    'spec.nodeName': object => textAt(objectAt(object, 'spec'), 'nodeName'),
  },
})

const listsOfValues = ['bools', 'ints', 'strings', 'versions']

function inSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+/, '')
}

/** Drops the fields of features that are off. */
function dropDisabled(draft: Draft): void {
  for (const device of children(ensure(draft, 'spec'), 'devices')) {
    delete device['nodeAllocatableResourceMappings']
    const attributes = child(device, 'attributes') ?? {}
    for (const name of Object.keys(attributes)) {
      const attribute = child(attributes, name)
      for (const list of attribute ? listsOfValues : []) delete attribute?.[list]
    }
  }
}

const constant = ['name', 'driver', 'nodeName'] as const
const [mostDevices, mostOfAdvanced, mostCounterSets] = [128, 64, 8]

function* specErrors(spec: JsonObject, before: JsonObject): Generator<FieldError> {
  yield* driverNameErrors(textAt(spec, 'driver'), 'spec.driver')
  yield* poolErrors(objectAt(spec, 'pool'))
  if (Object.keys(before).length > 0) {
    const [name, ...others] = constant
    yield* immutable(objectAt(spec, 'pool'), objectAt(before, 'pool'), name, 'spec.pool')
    for (const field of others) yield* immutable(spec, before, field, 'spec')
  }
  yield* placeErrors(spec)
  if (Array.isArray(spec['sharedCounters']) && Array.isArray(spec['devices'])) {
    yield invalid('spec', '', 'only one of `sharedCounters` or `devices` is allowed')
  }
  const devices = objectsAt(spec, 'devices')
  const known = objectsAt(before, 'devices')
  yield* setErrors(devices, 'spec.devices', {
    max: devices.some(isAdvanced) ? mostOfAdvanced : mostDevices,
    check: (device, at) =>
      deviceErrors(device, at, {
        old: known.find(each => sameValue(each['name'], device['name'])),
        perDevice: spec['perDeviceNodeSelection'] === true,
      }),
    key: device => textAt(device, 'name'),
  })
  yield* setErrors(objectsAt(spec, 'sharedCounters'), 'spec.sharedCounters', {
    max: mostCounterSets,
    check: (set, at) => counterSetErrors(set, 'name', at),
    key: set => textAt(set, 'name'),
  })
}

function isAdvanced(device: JsonObject): boolean {
  return objectsAt(device, 'taints').length > 0 || objectsAt(device, 'consumesCounters').length > 0
}

function* poolErrors(pool: JsonObject): Generator<FieldError> {
  yield* poolNameErrors(textAt(pool, 'name'), 'spec.pool.name')
  const [count, generation] = [numberAt(pool, 'resourceSliceCount') ?? 0, numberAt(pool, 'generation') ?? 0]
  if (count <= 0) yield invalid('spec.pool.resourceSliceCount', count, 'must be greater than zero')
  if (generation < 0) {
    yield invalid('spec.pool.generation', generation, 'must be greater than or equal to zero')
  }
}

const places = ['nodeName', 'nodeSelector', 'allNodes', 'perDeviceNodeSelection']
const onePlace = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required'

function* placeErrors(spec: JsonObject): Generator<FieldError> {
  const { nodeName } = spec
  if (nodeName === '') {
    yield invalid('spec.nodeName', '', 'must be either unset or set to a non-empty string')
  } else if (typeof nodeName === 'string') {
    yield* nodeNameErrors(nodeName, 'spec.nodeName')
  }
  const selector = findObject(spec, 'nodeSelector')
  if (selector) yield* oneTermErrors(selector, 'spec.nodeSelector')
  for (const field of ['allNodes', 'perDeviceNodeSelection']) {
    if (spec[field] === false) yield invalid(`spec.${field}`, false, 'must be either unset or set to true')
  }
  const set = places.filter(name => Boolean(spec[name]))
  if (set.length === 0) yield required('spec', onePlace)
  if (set.length > 1) {
    const shown = `{${set.map(name => `\`${name}\``).join(', ')}}`
    yield invalid('spec', shown, `${onePlace}, but multiple fields are set`)
  }
}

function* oneTermErrors(selector: JsonObject, at: string): Generator<FieldError> {
  yield* nodeSelectorErrors(selector, at)
  const terms = objectsAt(selector, 'nodeSelectorTerms')
  if (terms.length === 1) return
  const texts = terms.map(term => goText('NodeSelectorTerm', term)).join(',')
  const shown = Array.isArray(selector['nodeSelectorTerms']) ? `[${texts}]` : 'null'
  const why = 'must have exactly one node selector term'
  yield { ...invalid(`${at}.nodeSelectorTerms`, '', why), shown }
}
