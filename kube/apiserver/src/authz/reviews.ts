/** Reviews of authorisation: may someone do something, and what may I do. @module */
import { formatJson, type JsonObject } from '@sluice/base/json'
import { readReview } from '../authn/reviews.ts'
import type { UserInfo } from '../authn/user.ts'
import type { Answer } from '../http/answer.ts'
import { updateManagedFields } from '../patch/index.ts'
import { badRequest, type FieldError, invalid, invalidObject } from '../status/index.ts'
import { goText } from '../strategy/values/go-form.ts'
import { findObject, listAt, objectAt, sortedKeys, textAt, textsAt } from '../strategy/values/read.ts'
import type { ApiRequest } from '../verbs/api-request.ts'
import { managerOf } from '../verbs/create.ts'
import { writeContext } from '../verbs/write-options.ts'
import type { Attributes } from './attributes.ts'
import { decide } from './index.ts'
import { grantsOf } from './rules.ts'

/** SelfSubjectAccessReview. */
export async function reviewOwnAccess(request: ApiRequest): Promise<Answer> {
  const body = await readReview(request)
  requireValid(request, body, [...attributeErrors(objectAt(body, 'spec'))])
  return answer(request, body, request.user)
}

/** SubjectAccessReview. */
export async function reviewAccess(request: ApiRequest): Promise<Answer> {
  const body = await readReview(request)
  const spec = objectAt(body, 'spec')
  requireValid(request, body, [...attributeErrors(spec), ...subjectErrors(spec)])
  return answer(request, body, subjectOf(spec))
}

/** LocalSubjectAccessReview. */
export async function reviewLocalAccess(request: ApiRequest): Promise<Answer> {
  const body = await readReview(request)
  const spec = objectAt(body, 'spec')
  const errors = [...attributeErrors(spec), ...subjectErrors(spec)]
  const where = textAt(objectAt(spec, 'resourceAttributes'), 'namespace')
  if (spec['nonResourceAttributes'] !== undefined) {
    errors.push(invalid('spec.nonResourceAttributes', null, 'disallowed on this kind of request'))
  } else if (where !== request.info.namespace) {
    errors.push(invalid('spec.resourceAttributes.namespace', where, 'must match metadata.namespace'))
  }
  requireValid(request, body, errors)
  return answer(request, body, subjectOf(spec))
}

function subjectOf(spec: JsonObject): UserInfo {
  const extra = Object.fromEntries(
    sortedKeys(objectAt(spec, 'extra')).map(key => [key, textsAt(objectAt(spec, 'extra'), key)]),
  )
  const uid = textAt(spec, 'uid')
  return { username: textAt(spec, 'user'), groups: textsAt(spec, 'groups'), extra, ...(uid ? { uid } : {}) }
}

function* attributeErrors(spec: JsonObject): Generator<FieldError> {
  const [resource, path] = [findObject(spec, 'resourceAttributes'), findObject(spec, 'nonResourceAttributes')]
  if (resource && path) {
    yield {
      ...invalid(
        'spec.nonResourceAttributes',
        '',
        'cannot be specified in combination with resourceAttributes',
      ),
      shown: goText('NonResourceAttributes', path),
    }
  }
  if (!resource && !path) {
    yield invalid(
      'spec.resourceAttributes',
      null,
      'exactly one of nonResourceAttributes or resourceAttributes must be specified',
    )
  }
  for (const name of ['fieldSelector', 'labelSelector']) {
    const selector = resource && findObject(resource, name)
    const raw = selector ? textAt(selector, 'rawSelector') : ''
    if (selector && raw && listAt(selector, 'requirements').length > 0) {
      yield invalid(
        `spec.resourceAttributes.${name}.rawSelector`,
        raw,
        'may not specified at the same time as requirements',
      )
    }
  }
}

function* subjectErrors(spec: JsonObject): Generator<FieldError> {
  if (!textAt(spec, 'user') && listAt(spec, 'groups').length === 0) {
    yield invalid('spec.user', '', 'at least one of user or group must be specified')
  }
}

/** A review has no metadata of its own, and the refusal no kind. */
function requireValid(request: ApiRequest, body: JsonObject, errors: readonly FieldError[]): void {
  const { namespace: _namespace, managedFields: _managed, ...metadata } = objectAt(body, 'metadata')
  const all = [...errors]
  if (sortedKeys(metadata).length > 0) {
    const managed = updateManagedFields(undefined, body, managerOf(writeContext(request, 'CreateOptions')))
    all.push({
      ...invalid('metadata', '', 'must be empty'),
      shown: formatJson(objectAt(managed, 'metadata')),
    })
  }
  if (all.length > 0) throw invalidObject({ group: request.type.group, kind: '' }, '', all)
}

function answer(request: ApiRequest, body: JsonObject, user: UserInfo): Answer {
  const { allowed, reason } = decide(request.services, user, attributesOf(objectAt(body, 'spec')))
  return {
    type: 'object',
    code: 201,
    object: { ...body, status: { allowed, ...(reason ? { reason } : {}) } },
  }
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

/** SelfSubjectRulesReview. */
export async function reviewOwnRules(request: ApiRequest): Promise<Answer> {
  const body = await readReview(request)
  const namespace = textAt(objectAt(body, 'spec'), 'namespace')
  if (!namespace) throw badRequest('no namespace on request')
  const grants = [...grantsOf(request.services, request.user, namespace)]
  const rules = grants.flatMap(grant => (grant.type === 'rule' ? [grant.rule] : []))
  const missing = grants.flatMap(grant => (grant.type === 'missing' ? [grant.message] : []))
  const isMaster = request.user.groups.includes('system:masters')
  const full = isMaster ? [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }] : []
  const fullPaths = isMaster ? [{ verbs: ['*'], nonResourceURLs: ['*'] }] : []
  const isPath = (rule: JsonObject) => textsAt(rule, 'nonResourceURLs').length > 0
  return {
    type: 'object',
    code: 201,
    object: {
      ...body,
      spec: {},
      status: {
        resourceRules: [...full, ...rules.filter(rule => !isPath(rule))],
        nonResourceRules: [...fullPaths, ...rules.filter(isPath)],
        incomplete: false,
        ...(missing.length > 0 ? { evaluationError: missing.join(', ') } : {}),
      },
    },
  }
}
