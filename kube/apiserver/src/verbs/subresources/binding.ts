/** Binding: a Pod gets its node. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Answer } from '../../http/answer.ts'
import type { ResourceType } from '../../kinds/index.ts'
import { badRequest, conflict, internal, noSuchResource } from '../../status/index.ts'
import { admitBody } from '../admit-body.ts'
import type { ApiRequest } from '../api-request.ts'
import { readObject } from '../decode-object.ts'
import { isDeleting, listAt, metaOf, objectAt, stringAt, withMeta } from '../object.ts'
import type { Preconditions } from '../preconditions.ts'
import { updateObject } from '../update.ts'
import { requireUrlNamespace } from '../write.ts'
import { writeContext } from '../write-options.ts'
import { withCondition } from './pod-condition.ts'

const bindingKind = { apiVersion: 'v1', kind: 'Binding', schemaName: 'io.k8s.api.core.v1.Binding' }

/** POST of `pods/<name>/binding`, and of `bindings`, where the body has the name. */
export async function bind(request: ApiRequest): Promise<Answer> {
  const pods = request.services.registry.find('', 'v1', 'pods')
  if (!pods) throw noSuchResource()
  const own = writeContext(request, 'CreateOptions')
  const context = { ...own, type: pods, subresource: 'binding' }
  const body = await readObject(request, bindingKind, context)
  requireUrlNamespace({ info: request.info, type: pods }, body)
  const given = stringAt(metaOf(body), 'name')
  const name = request.info.name || given
  if (given !== name) {
    throw badRequest(`name in URL does not match name in Binding object`)
  }
  targetOf(body)
  const binding = await admitBody(own, name, body)
  const node = targetOf(binding)
  await updateObject({ ...context, namespace: request.info.namespace }, name, {
    createsMissing: false,
    isPut: false,
    isTrusted: true,
    isAdmitted: true,
    preconditions: preconditionsOf(request, binding),
    make: current => ({
      object: bound(pods, name, current ?? {}, binding, node, context.now),
      managed: false,
    }),
  })
  return created
}

/** Of what is posted to `bindings` the uid is not read. */
function preconditionsOf({ info }: ApiRequest, binding: JsonObject): Preconditions {
  const resourceVersion = stringAt(metaOf(binding), 'resourceVersion')
  return { resourceVersion, ...(info.subresource ? { uid: stringAt(metaOf(binding), 'uid') } : {}) }
}

export const created: Answer = {
  type: 'object',
  code: 201,
  object: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 },
}

function targetOf(binding: JsonObject): string {
  const target = objectAt(binding, 'target')
  const kind = stringAt(target, 'kind')
  if (kind !== '' && kind !== 'Node') {
    throw internal(
      `target.kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`,
    )
  }
  const name = stringAt(target, 'name')
  if (name === '') throw internal('target.name: Required value')
  return name
}

function bound(
  pods: ResourceType,
  name: string,
  pod: JsonObject,
  binding: JsonObject,
  node: string,
  now: Date,
): JsonObject {
  const refuse = (why: string) => conflict({ group: pods.group, plural: 'pods/binding' }, name, why)
  const spec = objectAt(pod, 'spec')
  if (isDeleting(pod)) throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`)
  const assigned = stringAt(spec, 'nodeName')
  if (assigned !== '') throw refuse(`pod ${name} is already assigned to node ${JSON.stringify(assigned)}`)
  if (listAt(spec, 'schedulingGates').length > 0)
    throw refuse(`pod ${name} has non-empty .spec.schedulingGates`)
  const annotations = { ...objectAt(metaOf(pod), 'annotations'), ...objectAt(metaOf(binding), 'annotations') }
  const labels = { ...objectAt(metaOf(pod), 'labels'), ...objectAt(metaOf(binding), 'labels') }
  const labelled = withMeta(pod, {
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
  })
  return { ...labelled, spec: { ...spec, nodeName: node }, status: scheduled(objectAt(pod, 'status'), now) }
}

/** A Pod that has its node is nominated for none. */
function scheduled({ nominatedNodeName: _, ...status }: JsonObject, now: Date): JsonObject {
  return withCondition(status, { type: 'PodScheduled', status: 'True' }, now)
}
