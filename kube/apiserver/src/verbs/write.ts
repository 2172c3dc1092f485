import type { JsonObject } from '@sluice/base/json'
import type { Answer } from '../http/answer.ts'
import { isTrue } from '../http/request-info.ts'
import { applyPatchBody, type PatchType } from '../patch/index.ts'
import { badRequest, conflict, unsupportedMediaType } from '../status/index.ts'
import { strategyFor } from '../strategy/index.ts'
import type { ApiRequest } from './api-request.ts'
import { createObject } from './create.ts'
import { readObject, readOptionsBody } from './decode-object.ts'
import { deleteObject, warnOfOrphans } from './delete.ts'
import { metaOf, stringAt } from './object.ts'
import { listObjects } from './read.ts'
import { requireCustomType } from './require-custom-type.ts'
import { updateObject } from './update.ts'
import { bodyDryRun, deleteOptions, givenOptions, writeContext } from './write-options.ts'

/** POST to a collection. */
export async function postObject(request: ApiRequest): Promise<Answer> {
  const context = writeContext(request, 'CreateOptions')
  const body = await readObject(request, request.type, { ...context, keepsEmpty: true })
  const object = await createObject(context, body, { options: givenOptions(request) })
  return { type: 'object', code: 201, object, resourceType: request.type }
}

/** PUT of an object, or of its status. */
export async function putObject(request: ApiRequest): Promise<Answer> {
  const { type, info } = request
  const context = writeContext(request, 'UpdateOptions')
  const body = await readObject(request, type, { ...context, keepsEmpty: true })
  requireUrlIdentity(request, body)
  const { object, created } = await updateObject(context, info.name, {
    preconditions: { uid: stringAt(metaOf(body), 'uid') },
    make: () => ({ object: body, managed: false }),
    createsMissing: info.subresource === '' && strategyFor(type).allowCreateOnUpdate === true,
    isPut: true,
    options: givenOptions(request),
    authorizeCreate: request.authorizeCreate,
  })
  return { type: 'object', code: created ? 201 : 200, object, resourceType: type }
}

export const patchTypes: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
}

/** The patch type of a request's content type; 415 for what the resource does not take. */
export function patchTypeOf(request: ApiRequest): PatchType {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
  const found = patchTypes[mediaType]
  if (!found || (request.type.custom && found === 'strategic')) {
    if (!request.type.custom) throw unsupportedMediaType()
    throw unsupportedMediaType(
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    )
  }
  return found
}

/** PATCH of an object, or of its status. */
export async function patchObject(request: ApiRequest): Promise<Answer> {
  const { type, info } = request
  const patchType = patchTypeOf(request)
  const context = writeContext(request, 'PatchOptions', patchType === 'apply')
  const body = await request.body()
  const { object, created } = await updateObject(context, info.name, {
    createsMissing: patchType === 'apply' && info.subresource === '',
    isPut: false,
    options: givenOptions(request),
    authorizeCreate: request.authorizeCreate,
    make: current => {
      const outcome = applyPatchBody({
        type: patchType,
        body,
        current,
        resourceType: type,
        subresource: info.subresource,
        namespace: context.namespace,
        name: info.name,
        fieldManager: context.fieldManager,
        force: isTrue(info.query.get('force')),
        fieldValidation: context.fieldValidation,
        now: context.now,
        registry: context.services.registry,
      })
      for (const text of outcome.warnings) request.warn(text)
      requireSameName(request, current, outcome.object)
      requireCustomType(request, outcome.object)
      return { object: outcome.object, managed: patchType === 'apply' }
    },
  })
  return { type: 'object', code: created ? 201 : 200, object, resourceType: type }
}

function requireSameName(
  { info, type }: ApiRequest,
  current: JsonObject | undefined,
  object: JsonObject,
): void {
  const uid = stringAt(metaOf(object), 'uid')
  if (!current && uid !== '') {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`
    throw conflict(type, info.name, why)
  }
  requireUrlIdentity({ info, type }, object)
}

/** A body has the namespace and the name that are in the path. */
export function requireUrlIdentity(
  { info, type }: Pick<ApiRequest, 'info' | 'type'>,
  object: JsonObject,
): void {
  requireUrlNamespace({ info, type }, object)
  const urlName = info.name
  const name = stringAt(metaOf(object), 'name')
  if (name === '') {
    throw badRequest(
      `the name of the object (${urlName} based on URL) was undeterminable: name must be provided`,
    )
  }
  if (name !== urlName) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${urlName})`)
  }
}

/** A body that names a namespace names that of the path. */
export function requireUrlNamespace(
  { info, type }: Pick<ApiRequest, 'info' | 'type'>,
  object: JsonObject,
): void {
  const given = stringAt(metaOf(object), 'namespace')
  if (!type.namespaced || given === '' || given === info.namespace) return
  throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
}

/** DELETE of one object. */
export async function deleteOne(request: ApiRequest): Promise<Answer> {
  const base = writeContext(request, 'DeleteOptions')
  const body = await readOptionsBody(request)
  const context = body ? { ...base, dryRun: bodyDryRun(body) } : base
  const { answer } = await deleteObject(context, request.info.name, deleteOptions(request, body))
  return { type: 'object', code: 200, object: answer, resourceType: request.type }
}

/** DELETE of a collection: each object as if alone; the answer lists them as they were. */
export async function deleteMany(request: ApiRequest): Promise<Answer> {
  const base = writeContext(request, 'DeleteOptions')
  const body = await readOptionsBody(request)
  const context = body ? { ...base, dryRun: bodyDryRun(body) } : base
  const options = deleteOptions(request, body)
  const list = await listObjects(request)
  warnOfOrphans(context, options)
  for (const item of list.items) {
    await deleteObject({ ...context, namespace: item.namespace }, item.name, {
      ...options,
      isCollection: true,
    })
  }
  return list
}
