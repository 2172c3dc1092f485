/** What a change of a PersistentVolume may not touch. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid } from '../../status/index.ts'
import { goForm, invalidStruct } from '../values/go-form.ts'
import { immutable } from '../values/immutable.ts'
import { findObject, objectAt, objectsAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { unifiedDiff } from '../values/unified-diff.ts'
import { sourcesOf } from './persistent-sources.ts'

/** What is wrong with a change of a volume: what it is made of stays, and where it is. */
export function* volumeChanges(object: JsonObject, old: JsonObject): Generator<FieldError> {
  const [now, before] = [objectAt(object, 'spec'), objectAt(old, 'spec')]
  const sourceBefore = sourcesOf(before)
  const source = withFirstSecret(sourcesOf(now), sourceBefore)
  if (!sameValue(source, sourceBefore)) {
    const form = (each: JsonObject) => goForm('PersistentVolumeSource', each)
    const text = 'spec.persistentvolumesource is immutable after creation'
    const diff = unifiedDiff(form(sourceBefore), form(source))
    yield forbiddenField('spec.persistentvolumesource', `${text}\n${diff}`)
  }
  yield* immutable(now, before, 'volumeMode', '')
  yield* affinityChange(findObject(now, 'nodeAffinity'), findObject(before, 'nodeAffinity'))
  const attributes = 'volumeAttributesClassName'
  if (before[attributes] !== undefined && now[attributes] === undefined) {
    yield forbiddenField(`spec.${attributes}`, 'update from non-nil value to nil is forbidden')
  }
}

/** A driver that had no secret to expand with may be given one. */
function withFirstSecret(source: JsonObject, before: JsonObject): JsonObject {
  const [csi, old] = [findObject(source, 'csi'), findObject(before, 'csi')]
  if (!csi || !old || old['controllerExpandSecretRef'] !== undefined) return source
  const { controllerExpandSecretRef: _, ...rest } = csi
  return { ...source, csi: rest }
}

function* affinityChange(now: JsonObject | undefined, before: JsonObject | undefined): Generator<FieldError> {
  if (!before || (now && sameValue(now, withRenewedLabels(before, now)))) return
  const why = 'field is immutable, except for updating from beta label to GA'
  yield now
    ? invalidStruct('nodeAffinity', 'VolumeNodeAffinity', now, why)
    : invalid('nodeAffinity', null, why)
}

const renewed: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
}

/** The old affinity with the labels of today where the new one has them. */
function withRenewedLabels(old: JsonObject, now: JsonObject): JsonObject {
  const [required, wanted] = [objectAt(old, 'required'), objectAt(now, 'required')]
  const terms = objectsAt(required, 'nodeSelectorTerms').map((term, i) => {
    const other = objectsAt(wanted, 'nodeSelectorTerms')[i] ?? {}
    const lists = ['matchExpressions', 'matchFields'].map(
      list => [list, renewedKeys(term, other, list)] as const,
    )
    return Object.fromEntries(lists)
  })
  return { ...old, required: { ...required, nodeSelectorTerms: terms } }
}

function renewedKeys(term: JsonObject, other: JsonObject, list: string): readonly JsonObject[] {
  return objectsAt(term, list).map((requirement, i) => {
    const key = textAt(objectsAt(other, list)[i] ?? {}, 'key')
    return (renewed[textAt(requirement, 'key')] ?? '') === key ? { ...requirement, key } : requirement
  })
}
