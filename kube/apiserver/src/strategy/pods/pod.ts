/** Pods. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, required } from '../../status/index.ts'
import { defineKind, keptMetadata } from '../define-kind.ts'
import type { Strategy, StrategyContext } from '../strategy.ts'
import { child, type Draft, ensure } from '../values/draft.ts'
import { goForm } from '../values/go-form.ts'
import { listAt, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { unifiedDiff } from '../values/unified-diff.ts'
import { takenProfileWarnings, takeProfiles } from './app-armor.ts'
import { isGated, placementErrors, withPlacementOf } from './gated-pod.ts'
import { internalSpec } from './internal-spec.ts'
import { annotationChanges, podAnnotationErrors, profileMismatches } from './pod-annotations.ts'
import { defaultPod } from './pod-defaults.ts'
import { podSpecErrors } from './pod-spec.ts'
import { mirrorAddress, podStatusErrors, prepareStatus } from './pod-status.ts'
import { nameWarnings, podWarnings } from './pod-warnings.ts'
import { qosClassOf } from './qos.ts'
import { keepAllButResources, resizeErrors } from './resize.ts'
import { tolerationErrors } from './scheduling.ts'

/** Pods: only images, deadlines and tolerations change; ephemeral containers come through their subresource. */
export const podStrategy: Strategy = defineKind({
  podSpec: ['spec'],
  deleteReturnsObject: true,
  defaults: draft => {
    defaultPod(draft)
    const spec = ensure(draft, 'spec')
    // Less than no time is the least there is.
    if ((numberAt(spec, 'terminationGracePeriodSeconds') ?? 0) < 0) spec['terminationGracePeriodSeconds'] = 1
    const status = child(draft, 'status')
    if (status) mirrorAddress(status)
  },
  onCreate: (draft, context) => {
    startPending(draft, context)
    takeProfiles(draft)
  },
  onUpdate: (draft, old, context) => {
    if (context.subresource === 'ephemeralcontainers') keepAllButEphemeral(draft, old)
    if (context.subresource === 'resize') keepAllButResources(draft, old)
  },
  onStatusUpdate: prepareStatus,
  statusErrors: (pod, old) => [...annotationErrors(pod, old), ...podStatusErrors(pod, old)],
  errors: podErrors,
  createErrors: newErrors,
  updateErrors: function* (pod, old, { subresource }) {
    if (subresource === 'binding') return
    if (subresource !== 'resize') yield* annotationErrors(pod, old)
    if (subresource === 'ephemeralcontainers') yield* ephemeralErrors(pod, old)
    else yield* subresource === 'resize' ? resizeErrors(pod, old) : changeErrors(pod, old)
  },
  // People seldom change Pods themselves: only what they make is remarked upon.
  warnings: (pod, old) => (old ? [] : newWarnings(pod)),
  gracePeriod: graceOf,
  selectableFields: {
    'spec.nodeName': pod => textAt(objectAt(pod, 'spec'), 'nodeName'),
    'spec.restartPolicy': pod => textAt(objectAt(pod, 'spec'), 'restartPolicy'),
    'spec.schedulerName': pod => textAt(objectAt(pod, 'spec'), 'schedulerName'),
    'spec.serviceAccountName': pod => textAt(objectAt(pod, 'spec'), 'serviceAccountName'),
    'spec.hostNetwork': pod => String(objectAt(pod, 'spec')['hostNetwork'] === true),
    'status.phase': pod => textAt(objectAt(pod, 'status'), 'phase'),
    'status.podIP': pod => textAt(objectAt(pod, 'status'), 'podIP'),
    'status.podIPs': pod => textAt(objectsAt(objectAt(pod, 'status'), 'podIPs')[0] ?? {}, 'ip'),
    'status.nominatedNodeName': pod => textAt(objectAt(pod, 'status'), 'nominatedNodeName'),
  },
})

const newWarnings = (pod: JsonObject) => [
  ...takenProfileWarnings(pod),
  ...nameWarnings(pod, "the Pod's hostname"),
  ...podWarnings(pod),
]

function* podErrors(pod: JsonObject): Generator<FieldError> {
  const [metadata, spec] = [objectAt(pod, 'metadata'), objectAt(pod, 'spec')]
  yield* podAnnotationErrors(metadata, spec, 'metadata.annotations')
  yield* podSpecErrors(spec, 'spec', textAt(metadata, 'name'))
}

function* newErrors(pod: JsonObject): Generator<FieldError> {
  const spec = objectAt(pod, 'spec')
  if (listAt(spec, 'ephemeralContainers').length > 0) {
    yield forbiddenField('spec.ephemeralContainers', 'cannot be set on create')
  }
  if (textAt(spec, 'nodeName') && isGated(spec)) {
    yield forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')
  }
  yield* profileMismatches(objectAt(pod, 'metadata'), spec, 'spec')
}

/** A change looks at the annotations as a change and, again, as they are. */
function* annotationErrors(pod: JsonObject, old: JsonObject): Generator<FieldError> {
  const [metadata, path] = [objectAt(pod, 'metadata'), 'metadata.annotations']
  yield* annotationChanges(metadata, objectAt(old, 'metadata'), path)
  yield* podAnnotationErrors(metadata, objectAt(pod, 'spec'), path)
}

function startPending(draft: Draft, context: StrategyContext): void {
  const spec = ensure(draft, 'spec')
  const gated = listAt(spec, 'schedulingGates').length > 0
  draft['status'] = {
    phase: 'Pending',
    ...(gated ? { conditions: [gatedCondition(context.now)] } : {}),
    qosClass: qosClassOf(spec),
  }
}

function gatedCondition(now: Date): JsonObject {
  return {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  }
}

/** A Pod that is on no node, or has ended, has nothing to wait for. */
function graceOf(pod: JsonObject, asked: number | undefined): number | undefined {
  const spec = objectAt(pod, 'spec')
  const phase = textAt(objectAt(pod, 'status'), 'phase')
  if (!textAt(spec, 'nodeName') || phase === 'Failed' || phase === 'Succeeded') return 0
  const grace = asked ?? numberAt(spec, 'terminationGracePeriodSeconds') ?? 30
  return grace < 0 ? 1 : grace
}

function keepAllButEphemeral(draft: Draft, old: JsonObject): void {
  draft['metadata'] = keptMetadata(objectAt(draft, 'metadata'), objectAt(old, 'metadata'))
  const ephemeral = objectAt(draft, 'spec')['ephemeralContainers']
  draft['spec'] = {
    ...objectAt(old, 'spec'),
    ...(ephemeral === undefined ? {} : { ephemeralContainers: ephemeral }),
  }
}

function* ephemeralErrors(pod: JsonObject, old: JsonObject): Generator<FieldError> {
  const now = objectsAt(objectAt(pod, 'spec'), 'ephemeralContainers')
  for (const before of objectsAt(objectAt(old, 'spec'), 'ephemeralContainers')) {
    const name = textAt(before, 'name')
    const after = now.find(container => container['name'] === name)
    if (!after) {
      yield forbiddenField(
        'spec.ephemeralContainers',
        `existing ephemeral containers ${JSON.stringify(name)} may not be removed\n`,
      )
    } else if (!sameValue(before, after)) {
      const diff = unifiedDiff(goForm('EphemeralContainer', before), goForm('EphemeralContainer', after))
      yield forbiddenField(
        'spec.ephemeralContainers',
        `existing ephemeral containers ${JSON.stringify(name)} may not be changed\n${diff}`,
      )
    }
  }
}

const onlyThese =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

function* changeErrors(pod: JsonObject, old: JsonObject): Generator<FieldError> {
  const [spec, before] = [objectAt(pod, 'spec'), objectAt(old, 'spec')]
  for (const list of ['containers', 'initContainers']) {
    if (objectsAt(spec, list).length !== objectsAt(before, list).length) {
      return yield forbiddenField(`spec.${list}`, 'pod updates may not add or remove containers')
    }
  }
  for (const list of ['containers', 'initContainers']) yield* imageErrors(spec, list)
  const deadline = deadlineError(spec, before)
  if (deadline) yield deadline
  if (deadline && spec['activeDeadlineSeconds'] !== undefined) return
  yield* tolerationChanges(spec, before)
  yield* newGates(spec, before)
  const gated = isGated(before)
  if (gated) yield* placementErrors(spec, before)
  const fixed = withMutableFieldsOf(spec, before)
  const reset = gated ? withPlacementOf(fixed, before) : fixed
  if (sameValue(reset, before)) return
  const diff = unifiedDiff(goForm('PodSpec', internalSpec(before)), goForm('PodSpec', internalSpec(reset)))
  yield forbiddenField('spec', `${onlyThese}\n${diff}`)
}

function* imageErrors(spec: JsonObject, list: string): Generator<FieldError> {
  for (const [i, container] of objectsAt(spec, list).entries()) {
    if (!textAt(container, 'image')) yield required(`spec.${list}[${i}].image`)
  }
}

/** A deadline that is wrong, and not only gone, is the last thing that is looked at. */
function deadlineError(spec: JsonObject, before: JsonObject): FieldError | undefined {
  const [now, then] = [numberAt(spec, 'activeDeadlineSeconds'), numberAt(before, 'activeDeadlineSeconds')]
  const field = 'spec.activeDeadlineSeconds'
  if (now === undefined) {
    return then === undefined
      ? then
      : invalid(field, null, 'must not update from a positive integer to nil value')
  }
  if (now < 0 || now > maxDeadline)
    return invalid(field, now, `must be between 0 and ${maxDeadline}, inclusive`)
  return then !== undefined && now > then
    ? invalid(field, now, 'must be less than or equal to previous value')
    : undefined
}

const maxDeadline = 2 ** 31 - 1

/** Tolerations may be added, and how long one is tolerated may change. */
function* tolerationChanges(spec: JsonObject, before: JsonObject): Generator<FieldError> {
  const field = 'spec.tolerations'
  const now = objectsAt(spec, 'tolerations').map(withoutSeconds)
  for (const old of objectsAt(before, 'tolerations').map(withoutSeconds)) {
    if (now.some(each => sameValue(each, old))) continue
    return yield forbiddenField(field, 'existing toleration can not be modified except its tolerationSeconds')
  }
  yield* tolerationErrors(spec, field)
}

function withoutSeconds({ tolerationSeconds: _, ...toleration }: JsonObject): JsonObject {
  return toleration
}

/** Gates are there until somebody takes them away; one that is there twice is told once. */
function* newGates(spec: JsonObject, before: JsonObject): Generator<FieldError> {
  const places = new Map(objectsAt(spec, 'schedulingGates').map((gate, i) => [textAt(gate, 'name'), i]))
  for (const gate of objectsAt(before, 'schedulingGates')) places.delete(textAt(gate, 'name'))
  for (const [name, i] of places) {
    const why = `only deletion is allowed, but found new scheduling gate '${name}'`
    yield forbiddenField(`spec.schedulingGates[${i}].name`, why)
  }
}

/** The new spec with the fields that may change set back to what they were. */
function withMutableFieldsOf(spec: JsonObject, before: JsonObject): JsonObject {
  const reset: Record<string, JsonObject[string]> = { ...spec }
  for (const list of ['containers', 'initContainers']) {
    const old = objectsAt(before, list)
    if (Array.isArray(spec[list])) {
      reset[list] = objectsAt(spec, list).map((container, i) => withImageOf(container, old[i]))
    }
  }
  for (const field of ['activeDeadlineSeconds', 'tolerations', 'schedulingGates']) {
    if (before[field] === undefined) delete reset[field]
    else reset[field] = before[field]
  }
  const grace = numberAt(before, 'terminationGracePeriodSeconds')
  if (grace !== undefined && grace < 0 && spec['terminationGracePeriodSeconds'] === 1) {
    reset['terminationGracePeriodSeconds'] = grace
  }
  return reset
}

function withImageOf(container: JsonObject, old: JsonObject | undefined): JsonObject {
  const image = old?.['image']
  return image === undefined ? container : { ...container, image }
}
