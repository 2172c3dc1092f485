/** What may change of a Pod that waits for its scheduling gates: where it may run, as long as the choice shrinks. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid } from '../../status/index.ts'
import { goForm, invalidStruct } from '../values/go-form.ts'
import { findObject, listAt, objectAt, objectsAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'

/** Whether a Pod is not yet to be scheduled. */
export function isGated(spec: JsonObject): boolean {
  return listAt(spec, 'schedulingGates').length > 0
}

/** What is wrong with a change of where a gated Pod may run. */
export function* placementErrors(spec: JsonObject, before: JsonObject): Generator<FieldError> {
  const [now, old] = [objectAt(spec, 'nodeSelector'), objectAt(before, 'nodeSelector')]
  if (Object.entries(old).some(([key, value]) => now[key] !== value)) {
    const why = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'
    yield invalid('spec.nodeSelector', spec['nodeSelector'] ?? null, why)
  }
  yield* termErrors(termsOf(spec), termsOf(before))
}

const need = 'requiredDuringSchedulingIgnoredDuringExecution'

/** The terms of which a node has to fulfil one; undefined where there are none. */
function termsOf(spec: JsonObject): readonly JsonObject[] | undefined {
  const selector = findObject(objectAt(objectAt(spec, 'affinity'), 'nodeAffinity'), need)
  return Array.isArray(selector?.['nodeSelectorTerms']) ? objectsAt(selector, 'nodeSelectorTerms') : undefined
}

function* termErrors(
  now: readonly JsonObject[] | undefined,
  old: readonly JsonObject[] = [],
): Generator<FieldError> {
  const field = `spec.affinity.nodeAffinity.${need}.nodeSelectorTerms`
  if (old.length > 0 && now?.length !== old.length) {
    const why = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'
    const shown = JSON.stringify(now?.map(term => goForm('NodeSelectorTerm', term)) ?? null)
    return yield { ...invalid(field, '', why), shown }
  }
  for (const [i, before] of old.entries()) {
    const after = now?.[i] ?? {}
    if (addsOnly(after, before)) continue
    const why = 'only additions are allowed (no mutations or deletions)'
    yield invalidStruct(`${field}[${i}]`, 'NodeSelectorTerm', after, why)
  }
}

/** A term that asks for nothing must go on doing so. */
function addsOnly(now: JsonObject, before: JsonObject): boolean {
  const lists = ['matchExpressions', 'matchFields']
  if (lists.every(list => listAt(before, list).length === 0)) {
    return lists.every(list => listAt(now, list).length === 0)
  }
  return lists.every(list => {
    const old = listAt(before, list)
    return sameValue([...listAt(now, list).slice(0, old.length)], [...old])
  })
}

/** The new spec with the places where the Pod may run set back to what they were. */
export function withPlacementOf(spec: JsonObject, before: JsonObject): JsonObject {
  const { nodeSelector: _, affinity, ...reset } = spec
  const { nodeAffinity: __, ...others } = objectAt(spec, 'affinity')
  const old = findObject(before, 'affinity')
  const kept = {
    ...others,
    ...(old?.['nodeAffinity'] === undefined ? {} : { nodeAffinity: old['nodeAffinity'] }),
  }
  const isNone = Object.keys(kept).length === 0 && !(old && affinity !== undefined)
  return {
    ...reset,
    ...(before['nodeSelector'] === undefined ? {} : { nodeSelector: before['nodeSelector'] }),
    ...(isNone ? {} : { affinity: kept }),
  }
}
