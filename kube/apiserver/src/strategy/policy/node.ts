/** Nodes. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { taintEffects } from '../pods/scheduling.ts'
import type { Strategy } from '../strategy.ts'
import { child, type Draft, edit, ensure } from '../values/draft.ts'
import { invalidStruct } from '../values/go-form.ts'
import { cidrMessage, parseCidr } from '../values/ip.ts'
import { labelValueErrors, qualifiedNameErrors } from '../values/names.ts'
import { findObject, objectAt, objectsAt, sortedKeys, textAt, textsAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { newStatusErrors, nodeStatusErrors } from './node-status.ts'

export const nodeStrategy: Strategy = defineKind({
  createKeepsStatus: true,
  defaults: draft => {
    const spec = ensure(draft, 'spec')
    const cidr = textAt(spec, 'podCIDR')
    const [first] = textsAt(spec, 'podCIDRs')
    // The one of old counts for more than the list.
    if (cidr && first !== cidr) spec['podCIDRs'] = [cidr]
    if (!cidr && first) spec['podCIDR'] = first
    defaultAllocatable(draft)
  },
  onStatusUpdate: (draft, old) => {
    // The kubelet's configuration from afar is gone; who still has one keeps it.
    if (objectAt(old, 'status')['config'] === undefined) delete ensure(draft, 'status')['config']
  },
  // What is empty is stored as nothing.
  beforeStore: node => (hasAllocatable(node) ? node : edit(node, forgetAllocatable)),
  onCreate: draft => dropConfigSource(draft),
  onUpdate: (draft, old) => {
    if (objectAt(old, 'spec')['configSource'] === undefined) dropConfigSource(draft)
  },
  warnings: nodeWarnings,
  errors: nodeErrors,
  updateErrors: nodeChangeErrors,
  statusErrors: (object, old) => [...nodeStatusErrors(object), ...nodeChangeErrors(object, old)],
})

/** The kubelet's configuration from afar is gone. */
function dropConfigSource(draft: Draft): void {
  delete ensure(draft, 'spec')['configSource']
}

function nodeWarnings(node: JsonObject): readonly string[] {
  const spec = objectAt(node, 'spec')
  return [
    ...(textAt(spec, 'externalID')
      ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes']
      : []),
    ...(spec['configSource'] === undefined ? [] : ['spec.configSource: the feature is removed']),
  ]
}

function* nodeErrors(node: JsonObject): Generator<FieldError> {
  yield* taintErrors(node)
  yield* newStatusErrors(node)
  const cidrs = textsAt(objectAt(node, 'spec'), 'podCIDRs')
  for (const [i, cidr] of cidrs.entries()) {
    if (!parseCidr(cidr)) yield invalid(`spec.podCIDRs[${i}]`, cidr, cidrMessage)
  }
  const families = cidrs.map(cidr => parseCidr(cidr)?.family)
  if (families.includes(undefined) || new Set(families).size === cidrs.length) return
  yield invalid('spec.podCIDRs', [...cidrs], 'may specify no more than one CIDR for each IP family')
}

/** What a node has is what may be used of it, until told otherwise. */
function defaultAllocatable(draft: Draft): void {
  const status = findObject(draft, 'status')
  const capacity = status && findObject(status, 'capacity')
  if (!capacity) return
  if (status['allocatable'] === undefined) ensure(draft, 'status')['allocatable'] = { ...capacity }
}

const hasAllocatable = (node: JsonObject) =>
  sortedKeys(objectAt(objectAt(node, 'status'), 'allocatable')).length > 0

function forgetAllocatable(draft: Draft): void {
  const status = child(draft, 'status')
  if (!status) return
  delete status['allocatable']
  defaultAllocatable(draft)
}

function* taintErrors(object: JsonObject): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, taint] of objectsAt(objectAt(object, 'spec'), 'taints').entries()) {
    const at = `metadata.taints[${i}]`
    const [key, value, effect] = [textAt(taint, 'key'), textAt(taint, 'value'), textAt(taint, 'effect')]
    for (const error of qualifiedNameErrors(key)) yield invalid(`${at}.key`, key, error)
    for (const error of labelValueErrors(value)) yield invalid(`${at}.value`, value, error)
    if (!effect) yield required(`${at}.effect`)
    else if (!taintEffects.includes(effect)) yield notSupported(`${at}.effect`, effect, taintEffects)
    if (seen.has(`${key}:${effect}`)) {
      const why = 'taints must be unique by key and effect pair'
      yield { ...invalidStruct(at, 'Taint', taint, why), type: 'FieldValueDuplicate' }
    }
    seen.add(`${key}:${effect}`)
  }
}

function* nodeChangeErrors(object: JsonObject, old: JsonObject): Generator<FieldError> {
  const [now, before] = [objectAt(object, 'spec'), objectAt(old, 'spec')]
  const cidrs = textsAt(before, 'podCIDRs')
  if (cidrs.length > 0 && !sameValue(textsAt(now, 'podCIDRs'), cidrs)) {
    yield forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid')
  }
  const provider = textAt(before, 'providerID')
  if (provider && textAt(now, 'providerID') !== provider) {
    yield forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid')
  }
  // Once more: the checks of a change are made after all those of a node.
  yield* taintErrors(object)
  if (textAt(now, 'externalID') !== textAt(before, 'externalID'))
    yield forbiddenField('spec.externalID', 'may not be updated')
}
