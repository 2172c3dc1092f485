/** Reviews of authentication: whose token is this, and who am I. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Answer } from '../http/answer.ts'
import { updateManagedFields } from '../patch/index.ts'
import { badRequest } from '../status/index.ts'
import { objectAt, textAt } from '../strategy/values/read.ts'
import type { ApiRequest } from '../verbs/api-request.ts'
import { managerOf } from '../verbs/create.ts'
import { readObject } from '../verbs/decode-object.ts'
import { writeContext } from '../verbs/write-options.ts'
import { audiencesOf } from './service-account-token.ts'
import type { TokenVerdict, UserInfo } from './user.ts'

/** A user as reviews show one. */
export function userJson(user: UserInfo): JsonObject {
  const { username, uid, groups, extra } = user
  return {
    username,
    ...(uid ? { uid } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...(extra && Object.keys(extra).length > 0 ? { extra: { ...extra } } : {}),
  }
}

/** The body of a review, decoded; in the namespace of the request, if it is made in one. */
export async function readReview(request: ApiRequest): Promise<JsonObject> {
  const { type, info } = request
  const { fieldValidation } = writeContext(request, 'CreateOptions')
  const given = await readObject(request, type, { fieldValidation })
  const body = { kind: type.kind, apiVersion: type.apiVersion, ...given }
  const { namespace, ...metadata } = objectAt(body, 'metadata')
  if (!type.namespaced) return { ...body, metadata }
  if (namespace && namespace !== info.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  return { ...body, metadata: { ...metadata, namespace: info.namespace } }
}

/** A review as it is answered: it tells who wrote it, as any object does. */
export function ownedReview(request: ApiRequest, review: JsonObject): JsonObject {
  return updateManagedFields(undefined, review, managerOf(writeContext(request, 'CreateOptions')))
}

export async function reviewSelf(request: ApiRequest): Promise<Answer> {
  const body = await readReview(request)
  const metadata = { creationTimestamp: request.now.toISOString().replace(/\.\d+Z$/, 'Z') }
  return {
    type: 'object',
    code: 201,
    object: { ...body, metadata, status: { userInfo: userJson(request.user) } },
  }
}

export async function reviewToken(request: ApiRequest): Promise<Answer> {
  const body = await readReview(request)
  const spec = objectAt(body, 'spec')
  const token = textAt(spec, 'token')
  if (!token) throw badRequest('token is required for TokenReview in authentication')
  const verdict = await request.services.tokens(token, audiencesOf(spec))
  const status =
    verdict.type === 'valid'
      ? { authenticated: true, user: userJson(verdict.user), audiences: verdict.audiences }
      : { ...refusedStatus(objectAt(body, 'status')), error: errorText(verdict) }
  return { type: 'object', code: 201, object: { ...ownedReview(request, body), status } }
}

/** What a client claims itself stays, but for what matters. */
function refusedStatus({ authenticated: _claimed, user = {}, ...rest }: JsonObject): JsonObject {
  return { ...rest, user }
}

function errorText(verdict: TokenVerdict): string {
  return verdict.type === 'invalid' ? `[invalid bearer token, ${verdict.why}]` : 'invalid bearer token'
}
