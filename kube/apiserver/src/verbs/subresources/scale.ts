/** The `scale` subresource: one number of an object, in the shape of autoscaling/v1 Scale. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Answer } from '../../http/answer.ts'
import { isTrue } from '../../http/request-info.ts'
import { type ResourceType, viewOf } from '../../kinds/index.ts'
import { applyPatchBody, parentManagers, scaleManagers, updateManagedFields } from '../../patch/index.ts'
import { ApiError, badRequest, conflict, invalid, invalidObject, notFound } from '../../status/index.ts'
import type { ApiRequest } from '../api-request.ts'
import { readObject } from '../decode-object.ts'
import { metaOf, stringAt, withMeta } from '../object.ts'
import { uidProblem } from '../preconditions.ts'
import { type Change, updateObject } from '../update.ts'
import { patchTypeOf, requireUrlIdentity } from '../write.ts'
import type { WriteContext } from '../write-context.ts'
import { writeContext } from '../write-options.ts'
import { replicasOf, requireReplicas, scaleOf, storedScaleOf, unset, withReplicas } from './scale-shape.ts'
import { scaleKind, scaleType } from './scale-type.ts'

export async function scale(request: ApiRequest): Promise<Answer> {
  switch (request.info.verb) {
    case 'get':
      return getScale(request)
    case 'update':
      return await putScale(request)
    default:
      return await patchScale(request)
  }
}

function getScale({ services, type, info }: ApiRequest): Answer {
  const stored = services.store.get(type.storageKey, type.namespaced ? info.namespace : '', info.name)
  if (!stored) throw notFound(type, info.name)
  return answer(type, viewOf(type, stored))
}

async function putScale(request: ApiRequest): Promise<Answer> {
  const { info, type } = request
  const context = writeContext(request, 'UpdateOptions')
  const body = await readScale(request, context)
  requireUrlIdentity(request, body)
  const { object } = await updateObject(context, info.name, {
    ...asScale(type),
    preconditions: { uid: stringAt(metaOf(body), 'uid') },
    make: current => ({ object: rescaledBy(context, current ?? {}, body), managed: true }),
  })
  return answer(type, object)
}

/** What is wrong with a Scale of a custom resource Kubernetes cannot tell: the kind is unknown where it looks. */
async function readScale(request: ApiRequest, context: WriteContext): Promise<JsonObject> {
  try {
    return await readObject(request, scaleKind, context)
  } catch (error) {
    if (!request.type.custom || !(error instanceof ApiError) || error.code !== 400) throw error
    throw badRequest(
      'no kind is registered for the type v1.Scale in scheme "k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go:781"',
    )
  }
}

async function patchScale(request: ApiRequest): Promise<Answer> {
  const { info, type } = request
  const patchType = patchTypeOf(request)
  const context = writeContext(request, 'PatchOptions', patchType === 'apply')
  const body = await request.body()
  const { object } = await updateObject(context, info.name, {
    ...asScale(type),
    make: current => {
      const outcome = applyPatchBody({
        type: patchType,
        body,
        current: scaleWithManagers(context, current ?? {}),
        resourceType: scaleType(type),
        subresource: 'scale',
        namespace: context.namespace,
        name: info.name,
        fieldManager: context.fieldManager,
        force: isTrue(info.query.get('force')),
        fieldValidation: context.fieldValidation,
        now: context.now,
      })
      for (const text of outcome.warnings) request.warn(text)
      requireUrlIdentity(request, outcome.object)
      const object =
        patchType === 'apply'
          ? rescaled(context, current ?? {}, outcome.object)
          : rescaledBy(context, current ?? {}, outcome.object)
      return { object, managed: true }
    },
  })
  return answer(type, object)
}

/** Admission sees the Scale, not what it belongs to. */
function asScale(type: ResourceType): Pick<Change, 'createsMissing' | 'isPut' | 'shape'> {
  const shape = {
    shown: (object: JsonObject) => storedScaleOf(type, object, 0),
    taken: (object: JsonObject, scale: JsonObject) => withReplicas(type, object, replicasOf(scale)),
  }
  return { createsMissing: false, isPut: false, shape }
}

function scaleWithManagers({ type, services }: WriteContext, object: JsonObject): JsonObject {
  const managedFields = scaleManagers(type, metaOf(object)['managedFields'], services.registry)
  return withMeta(storedScaleOf(type, object, unset), { managedFields })
}

/** The parent with the number of a scale that an ordinary write made. */
function rescaledBy(context: WriteContext, parent: JsonObject, next: JsonObject): JsonObject {
  const managed = updateManagedFields(scaleWithManagers(context, parent), next, {
    manager: context.fieldManager,
    operation: 'Update',
    resourceType: scaleType(context.type),
    subresource: 'scale',
    now: context.now,
  })
  return rescaled(context, parent, managed)
}

/** The parent with the number, the managers and the version of a scale. */
function rescaled({ type, services }: WriteContext, parent: JsonObject, next: JsonObject): JsonObject {
  const replicas = replicasOf(next)
  if (type.custom) requireReplicas(type, replicas)
  else requireScale(type, parent, next)
  const entries = { parent: metaOf(parent)['managedFields'], scale: metaOf(next)['managedFields'] }
  const managedFields = parentManagers(type, entries, services.registry)
  const given = stringAt(metaOf(next), 'resourceVersion')
  const resourceVersion = given || !type.custom ? given : metaOf(parent)['resourceVersion']
  return withMeta(withReplicas(type, parent, replicas), { managedFields, resourceVersion })
}

function requireScale({ group, plural }: ResourceType, parent: JsonObject, next: JsonObject): void {
  const name = stringAt(metaOf(parent), 'name')
  const replicas = replicasOf(next)
  if (replicas < 0) {
    throw invalidObject({ group: 'autoscaling', kind: 'Scale' }, name, [
      invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ])
  }
  const problem = uidProblem(stringAt(metaOf(next), 'uid'), parent)
  if (problem) throw conflict({ group, plural: `${plural}/scale` }, name, problem)
}

function answer(type: ResourceType, parent: JsonObject): Answer {
  return { type: 'object', code: 200, object: scaleOf(type, parent), resourceType: scaleType(type) }
}
