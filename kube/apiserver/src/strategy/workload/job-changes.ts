/** What a change of a Job may not touch. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid } from '../../status/index.ts'
import { internalSpec } from '../pods/internal-spec.ts'
import { invalidStruct } from '../values/go-form.ts'
import { immutableSpec } from '../values/immutable.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'

const isFixed = 'field is immutable'

/** What is wrong with a change of a Job's spec. */
export function* jobChangeErrors(job: JsonObject, old: JsonObject): Generator<FieldError> {
  const [spec, before] = [objectAt(job, 'spec'), objectAt(old, 'spec')]
  yield* completionChanges(spec, before)
  yield* fixedStruct(spec, before, 'selector', 'LabelSelector')
  yield* templateChanges(spec, old)
  yield* immutableSpec(job, old, 'completionMode')
  yield* fixedStruct(spec, before, 'podFailurePolicy', 'PodFailurePolicy')
  yield* immutableSpec(job, old, 'backoffLimitPerIndex')
  yield* immutableSpec(job, old, 'managedBy')
  yield* fixedStruct(spec, before, 'successPolicy', 'SuccessPolicy')
}

/** An Indexed Job may have more or fewer completions if it runs all of them at once. */
function* completionChanges(spec: JsonObject, before: JsonObject): Generator<FieldError> {
  const [now, then] = [numberAt(spec, 'completions'), numberAt(before, 'completions')]
  if (now === then) return
  if (spec['completionMode'] !== 'Indexed') return yield invalid('spec.completions', now ?? null, isFixed)
  if (now !== undefined && now !== numberAt(spec, 'parallelism')) {
    yield invalid('spec.completions', now, 'can only be modified in tandem with spec.parallelism')
  }
}

function* fixedStruct(
  spec: JsonObject,
  before: JsonObject,
  key: string,
  shape: string,
): Generator<FieldError> {
  if (sameValue(spec[key], before[key])) return
  const value = findObject(spec, key)
  yield value ? invalidStruct(`spec.${key}`, shape, value, isFixed) : invalid(`spec.${key}`, null, isFixed)
}

/** The template stays, but while a Job is suspended and none of its Pods run: where to, and on how much. */
function* templateChanges(spec: JsonObject, old: JsonObject): Generator<FieldError> {
  const before = objectAt(old, 'spec')
  const [template, was] = [objectAt(spec, 'template'), objectAt(before, 'template')]
  if (!isIdle(old)) {
    if (!sameValue(template, was)) {
      const internal = { ...objectAt(template, 'metadata'), spec: internalSpec(objectAt(template, 'spec')) }
      yield invalidStruct('spec.template', 'PodTemplateSpec', internal, isFixed)
    }
    return
  }
  const pod = objectAt(template, 'spec')
  const moved = withScheduling(objectAt(was, 'spec'), pod)
  if (sameValue(pod, withResources(moved, pod))) return
  yield invalidStruct('spec.template.spec', 'PodSpec', internalSpec(pod), isFixed)
}

function isIdle(job: JsonObject): boolean {
  const status = objectAt(job, 'status')
  if (objectAt(job, 'spec')['suspend'] !== true || (numberAt(status, 'active') ?? 0) > 0) return false
  if (status['startTime'] === undefined) return true
  return objectsAt(status, 'conditions').some(
    each => each['type'] === 'Suspended' && each['status'] === 'True',
  )
}

/** The old spec of a Pod with what the new one says of where it may run. */
function withScheduling(old: JsonObject, now: JsonObject): JsonObject {
  const taken = ['nodeSelector', 'tolerations', 'schedulingGates'].map(key => [key, now[key]])
  return defined({ ...old, ...Object.fromEntries(taken), affinity: movedAffinity(old, now) })
}

function movedAffinity(old: JsonObject, now: JsonObject): JsonObject | undefined {
  const [before, after] = [findObject(old, 'affinity'), findObject(now, 'affinity')]
  const moved = defined({ ...before, nodeAffinity: after?.['nodeAffinity'] })
  return after || Object.keys(moved).length > 0 ? moved : undefined
}

/** The old spec with the resources of containers that still have their names. */
function withResources(old: JsonObject, now: JsonObject): JsonObject {
  const lists = ['containers', 'initContainers'].map(key => {
    const [before, after] = [objectsAt(old, key), objectsAt(now, key)]
    if (before.length !== after.length) return [key, old[key]]
    return [
      key,
      old[key] === undefined
        ? undefined
        : before.map((each, i) => {
            const other = after[i]
            if (!other || textAt(other, 'name') !== textAt(each, 'name')) return each
            return defined({ ...each, resources: other['resources'] })
          }),
    ]
  })
  return defined({ ...old, ...Object.fromEntries(lists) })
}

function defined(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}
