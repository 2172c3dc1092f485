/** The `resize` subresource of Pods: processor time and memory change while containers run. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid } from '../../status/index.ts'
import { keptMetadata } from '../define-kind.ts'
import type { Draft } from '../values/draft.ts'
import { findObject, objectAt, objectsAt, sortedKeys, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { qosClassOf } from './qos.ts'

const lists = ['containers', 'initContainers']

/** Of what is sent only resources and resize policies count, unless containers were renamed, added or removed. */
export function keepAllButResources(draft: Draft, old: JsonObject): void {
  const [spec, before] = [objectAt(draft, 'spec'), objectAt(old, 'spec')]
  if (!lists.every(list => objectsAt(spec, list).length === objectsAt(before, list).length)) return
  const kept = { ...before, resources: spec['resources'] }
  for (const list of lists) {
    if (before[list] === undefined) continue
    Object.assign(kept, { [list]: resized(objectsAt(spec, list), objectsAt(before, list)) })
  }
  draft['spec'] = kept
  draft['status'] = objectAt(old, 'status')
  draft['metadata'] = keptMetadata(objectAt(draft, 'metadata'), objectAt(old, 'metadata'))
}

function resized(now: readonly JsonObject[], before: readonly JsonObject[]): readonly JsonObject[] {
  const isSame = before.every((container, i) => container['name'] === now[i]?.['name'])
  if (!isSame) return now
  return before.map((container, i) => ({
    ...container,
    resources: now[i]?.['resources'],
    resizePolicy: now[i]?.['resizePolicy'],
  }))
}

/** What of a resize is not possible. */
export function* resizeErrors(pod: JsonObject, old: JsonObject): Generator<FieldError> {
  const [spec, before] = [objectAt(pod, 'spec'), objectAt(old, 'spec')]
  const annotations = objectAt(objectAt(old, 'metadata'), 'annotations')
  if (annotations['kubernetes.io/config.mirror'] !== undefined)
    return yield forbiddenField('', 'static pods cannot be resized')
  if (textAt(objectAt(before, 'os'), 'name') === 'windows')
    return yield forbiddenField('', 'windows pods cannot be resized')
  const qos = textAt(objectAt(old, 'status'), 'qosClass')
  if (qos !== qosClassOf(spec))
    yield invalid('spec', qos, 'Pod QOS Class may not change as a result of resizing')
  if (!runsWithResize(old)) yield forbiddenField('spec', 'Pod running on node without support for resize')
  yield* podLevelErrors(spec, before)
  const order = [...orderErrors(spec, before)]
  yield* order
  if (order.length > 0) return
  for (const list of [...lists].reverse()) {
    for (const [i, container] of objectsAt(before, list).entries())
      yield* removalErrors(objectsAt(spec, list)[i] ?? {}, container, `spec.${list}[${i}].resources`)
  }
  yield* otherChanges(spec, before)
}

/** A node whose kubelet tells what containers are given can change it; without a running one nobody knows. */
function runsWithResize(pod: JsonObject): boolean {
  const statuses = objectsAt(objectAt(pod, 'status'), 'containerStatuses')
  const running = statuses.find(each => findObject(objectAt(each, 'state'), 'running'))
  return running === undefined || findObject(running, 'resources') !== undefined
}

function* podLevelErrors(spec: JsonObject, before: JsonObject): Generator<FieldError> {
  const [now, old] = [findObject(spec, 'resources'), findObject(before, 'resources')]
  if (old && !now) return yield forbiddenField('spec.resources', 'pod-level resources cannot be removed')
  if (!now) return
  for (const field of ['requests', 'limits']) {
    if (!isRemoved(objectAt(now, field), objectAt(old ?? {}, field))) continue
    yield forbiddenField(`spec.resources.${field}`, `pod-level resource ${field} cannot be removed`)
  }
  if (!sameValue(withTimeAndMemoryOf(now, old ?? {}), comparable(old ?? {})))
    yield forbiddenField('spec', 'only cpu and memory resources are mutable at pod-level')
}

function* orderErrors(spec: JsonObject, before: JsonObject): Generator<FieldError> {
  for (const list of lists) {
    const [now, old] = [objectsAt(spec, list), objectsAt(before, list)]
    if (now.length !== old.length) {
      yield forbiddenField(`spec.${list}`, `${list} may not be added or removed on resize`)
      continue
    }
    for (const [i, container] of old.entries()) {
      if (container['name'] === now[i]?.['name']) continue
      yield forbiddenField(`spec.${list}[${i}].name`, `${list} may not be renamed or reordered on resize`)
    }
  }
}

function* removalErrors(container: JsonObject, old: JsonObject, path: string): Generator<FieldError> {
  for (const field of ['requests', 'limits']) {
    const [now, before] = [container, old].map(each => objectAt(objectAt(each, 'resources'), field))
    if (now && before && isRemoved(now, before))
      yield forbiddenField(`${path}.${field}`, `resource ${field} cannot be removed`)
  }
}

function isRemoved(now: JsonObject, before: JsonObject): boolean {
  return sortedKeys(before).some(name => now[name] === undefined)
}

function* otherChanges(spec: JsonObject, before: JsonObject): Generator<FieldError> {
  for (const [i, container] of objectsAt(spec, 'containers').entries()) {
    if (changesOther(container, objectsAt(before, 'containers')[i] ?? {}))
      yield forbiddenField('spec', 'only cpu and memory resources are mutable')
  }
  for (const [i, container] of objectsAt(spec, 'initContainers').entries()) {
    const old = objectsAt(before, 'initContainers')[i] ?? {}
    const path = `spec.initContainers[${i}]`
    if (changesOther(container, old))
      yield forbiddenField(path, 'only cpu and memory resources for init or sidecar containers are mutable')
    if (container['restartPolicy'] === 'Always' || sameValue(container, old)) continue
    const restarts = objectsAt(container, 'resizePolicy').filter(
      each => each['restartPolicy'] === 'RestartContainer',
    )
    const why = 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized'
    for (const _ of restarts) yield forbiddenField(path, why)
  }
}

function changesOther(container: JsonObject, old: JsonObject): boolean {
  const resources = withTimeAndMemoryOf(objectAt(container, 'resources'), objectAt(old, 'resources'))
  const rest = (each: JsonObject): JsonObject => {
    const { resources: _resources, ...others } = each
    return JSON.parse(JSON.stringify(others))
  }
  return (
    !sameValue(resources, comparable(objectAt(old, 'resources'))) || !sameValue(rest(container), rest(old))
  )
}

/** Resources with the processor time and memory of others. */
function withTimeAndMemoryOf(resources: JsonObject, others: JsonObject): JsonObject {
  const list = (field: string): JsonObject => {
    const { cpu: _cpu, memory: _memory, ...rest } = objectAt(resources, field)
    const { cpu, memory } = objectAt(others, field)
    return { ...rest, ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) }
  }
  return { requests: list('requests'), limits: list('limits') }
}

const comparable = (resources: JsonObject): JsonObject => withTimeAndMemoryOf(resources, resources)
