/** What a change of a claim may not touch: nearly all, once it is made. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid } from '../../status/index.ts'
import { goForm } from '../values/go-form.ts'
import { compareQuantities, parseQuantity } from '../values/quantity.ts'
import { objectAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { unifiedDiff } from '../values/unified-diff.ts'

/** Where the class of a claim was told before it had a field of its own. */
export const classAnnotation = 'volume.beta.kubernetes.io/storage-class'

const sealed =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

/** What is wrong with a change of a claim. */
export function* claimChanges(object: JsonObject, old: JsonObject): Generator<FieldError> {
  yield* annotationChange(object, old)
  const [now, before] = [objectAt(object, 'spec'), objectAt(old, 'spec')]
  const bound = textAt(objectAt(old, 'status'), 'phase') === 'Bound'
  const states = { now: withChangeable(object, old, bound), before: withNamedVolume(before, now) }
  if (!sameValue(states.now, states.before)) {
    const form = (spec: JsonObject) => goForm('PersistentVolumeClaimSpec', spec)
    yield forbiddenField('spec', `${sealed}\n${unifiedDiff(form(states.before), form(states.now))}`)
  }
  yield* shrinkErrors(now, before, objectAt(objectAt(old, 'status'), 'capacity'))
  const [mode, modeBefore] = [now['volumeMode'] ?? null, before['volumeMode'] ?? null]
  if (mode !== modeBefore) yield invalid('volumeMode', mode, 'field is immutable')
}

const classOf = (claim: JsonObject) =>
  textAt(objectAt(objectAt(claim, 'metadata'), 'annotations'), classAnnotation)

/** A class may move from the annotation to the field. */
function movesClass(object: JsonObject, old: JsonObject): boolean {
  const [own, was] = [objectAt(object, 'spec')['storageClassName'], classOf(old)]
  if (was === '' || objectAt(old, 'spec')['storageClassName'] !== undefined) return false
  return own === was && ['', was].includes(classOf(object))
}

function* annotationChange(object: JsonObject, old: JsonObject): Generator<FieldError> {
  if (movesClass(object, old) || classOf(object) === classOf(old)) return
  yield invalid(`metadata.annotations.${classAnnotation}`, classOf(object), 'field is immutable')
}

/** A claim on no volume may be given one. */
function withNamedVolume(before: JsonObject, now: JsonObject): JsonObject {
  return textAt(before, 'volumeName') ? before : { ...before, volumeName: now['volumeName'] }
}

/** A claim of no class may be given one; a bound claim may grow. */
function withChangeable(object: JsonObject, old: JsonObject, bound: boolean): JsonObject {
  const [now, before] = [objectAt(object, 'spec'), objectAt(old, 'spec')]
  const after: Record<string, JsonObject[string]> = { ...now }
  const isFirstClass =
    before['storageClassName'] === undefined && ['', now['storageClassName']].includes(classOf(old))
  if (isFirstClass) delete after['storageClassName']
  if (!bound) return after
  const { storage } = objectAt(objectAt(before, 'resources'), 'requests')
  const resources = objectAt(now, 'resources')
  after['resources'] = { ...resources, requests: { ...objectAt(resources, 'requests'), storage } }
  if (before['volumeAttributesClassName'] === undefined) delete after['volumeAttributesClassName']
  else after['volumeAttributesClassName'] = before['volumeAttributesClassName']
  return after
}

/** What a claim asks for may be taken back to more than it got. */
function* shrinkErrors(now: JsonObject, before: JsonObject, capacity: JsonObject): Generator<FieldError> {
  const requested = (spec: JsonObject) => amountOf(objectAt(objectAt(spec, 'resources'), 'requests'))
  const [asked, was, has] = [requested(now), requested(before), amountOf(capacity)]
  if (asked && was && has && compareQuantities(asked, was) < 0 && compareQuantities(asked, has) <= 0) {
    yield forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity')
  }
}

const amountOf = (amounts: JsonObject) => parseQuantity(String(amounts['storage'] ?? '0'))
