/** Reviews of authorisation: may someone do something. @module */
import type { JsonObject } from '@sluice/base/json'
import { ownedReview, readReview } from '../authn/reviews.ts'
import type { UserInfo } from '../authn/user.ts'
import type { Answer } from '../http/answer.ts'
import { type FieldError, invalidObject } from '../status/index.ts'
import { findObject, objectAt, sortedKeys, textAt, textsAt } from '../strategy/values/read.ts'
import type { ApiRequest } from '../verbs/api-request.ts'
import type { Attributes } from './attributes.ts'
import { decide } from './index.ts'
import {
  attributeErrors,
  localErrors,
  metadataErrors,
  selectorErrors,
  subjectErrors,
} from './review-errors.ts'
import { selectorProblems } from './selector-problems.ts'

/** SelfSubjectAccessReview. */
export async function reviewOwnAccess(request: ApiRequest): Promise<Answer> {
  const body = await readReview(request)
  const spec = objectAt(body, 'spec')
  requireValid(request, [...attributeErrors(spec), ...selectorErrors(spec), ...metadataErrors(request, body)])
  return answer(request, body, request.user)
}

/** SubjectAccessReview. */
export async function reviewAccess(request: ApiRequest): Promise<Answer> {
  const body = await readReview(request)
  const spec = objectAt(body, 'spec')
  requireValid(request, [...specErrors(spec), ...metadataErrors(request, body)])
  return answer(request, body, subjectOf(spec))
}

/** LocalSubjectAccessReview. */
export async function reviewLocalAccess(request: ApiRequest): Promise<Answer> {
  const body = await readReview(request)
  const spec = objectAt(body, 'spec')
  requireValid(request, [
    ...specErrors(spec),
    ...metadataErrors(request, body),
    ...localErrors(spec, request.info.namespace),
  ])
  return answer(request, body, subjectOf(spec))
}

function specErrors(spec: JsonObject): readonly FieldError[] {
  return [...attributeErrors(spec), ...subjectErrors(spec), ...selectorErrors(spec)]
}

/** The refusal names no kind. */
function requireValid(request: ApiRequest, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject({ group: request.type.group, kind: '' }, '', errors)
}

function subjectOf(spec: JsonObject): UserInfo {
  const extra = Object.fromEntries(
    sortedKeys(objectAt(spec, 'extra')).map(key => [key, textsAt(objectAt(spec, 'extra'), key)]),
  )
  const uid = textAt(spec, 'uid')
  return { username: textAt(spec, 'user'), groups: textsAt(spec, 'groups'), extra, ...(uid ? { uid } : {}) }
}

function answer(request: ApiRequest, body: JsonObject, user: UserInfo): Answer {
  const spec = objectAt(body, 'spec')
  const { allowed, reason } = decide(request.services, user, attributesOf(spec))
  const problems = selectorProblems(objectAt(spec, 'resourceAttributes'))
  const status = {
    allowed,
    ...(reason ? { reason } : {}),
    ...(problems.length > 0 ? { evaluationError: problems.join('; ') } : {}),
  }
  return { type: 'object', code: 201, object: { ...ownedReview(request, body), status } }
}

function attributesOf(spec: JsonObject): Attributes {
  const resource = findObject(spec, 'resourceAttributes')
  const from = resource ?? objectAt(spec, 'nonResourceAttributes')
  const text = (field: string) => textAt(from, field)
  return {
    verb: text('verb'),
    isResource: resource !== undefined,
    path: text('path'),
    group: text('group'),
    version: text('version'),
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
  }
}
