/** Reviews of authentication: whose token is this, and who am I. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Answer } from '../http/answer.ts'
import { badRequest } from '../status/index.ts'
import { listAt, objectAt, textAt, textsAt } from '../strategy/values/read.ts'
import type { ApiRequest } from '../verbs/api-request.ts'
import { readObject } from '../verbs/decode-object.ts'
import { writeContext } from '../verbs/write-options.ts'
import { issuer, verifyToken } from './service-account-token.ts'
import type { UserInfo } from './user.ts'

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

/** The body of a review, decoded. */
export async function readReview(request: ApiRequest): Promise<JsonObject> {
  return await readObject(request, request.type, writeContext(request, 'CreateOptions').fieldValidation)
}

export async function reviewSelf(request: ApiRequest): Promise<Answer> {
  const body = await readReview(request)
  const metadata = {
    ...objectAt(body, 'metadata'),
    creationTimestamp: request.now.toISOString().replace(/\.\d+Z$/, 'Z'),
  }
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
  const wanted = listAt(spec, 'audiences').length > 0 ? textsAt(spec, 'audiences') : [issuer]
  const verdict = verifyToken(request.services, token, wanted)
  const status =
    verdict.type === 'valid'
      ? { authenticated: true, user: userJson(verdict.user), audiences: verdict.audiences }
      : { user: {}, error: errorText(verdict.why) }
  return { type: 'object', code: 201, object: { ...body, status } }
}

function errorText(why: string | undefined): string {
  return why === undefined ? 'invalid bearer token' : `[invalid bearer token, ${why}]`
}
