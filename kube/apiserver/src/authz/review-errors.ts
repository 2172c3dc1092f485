/** What is wrong with a review of access. @module */
import { formatJson, type JsonObject } from '@sluice/base/json'
import { ownedReview } from '../authn/reviews.ts'
import { type FieldError, forbiddenField, invalid, required } from '../status/index.ts'
import { orderedMeta } from '../storage/index.ts'
import { invalidStruct } from '../strategy/values/go-form.ts'
import {
  findObject,
  listAt,
  objectAt,
  objectsAt,
  sortedKeys,
  textAt,
  textsAt,
} from '../strategy/values/read.ts'
import { expressionErrors } from '../strategy/values/selector.ts'
import type { ApiRequest } from '../verbs/api-request.ts'

/** What is wrong with what is asked about. */
export function* attributeErrors(spec: JsonObject): Generator<FieldError> {
  const { resource, path } = attributesIn(spec)
  const alone = 'cannot be specified in combination with resourceAttributes'
  if (resource && path)
    yield invalidStruct('spec.nonResourceAttributes', 'NonResourceAttributes', path, alone)
  if (!resource && !path) {
    const one = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
    yield invalid('spec.resourceAttributes', null, one)
  }
}

/** What is wrong with who is asked about. */
export function* subjectErrors(spec: JsonObject): Generator<FieldError> {
  if (!textAt(spec, 'user') && listAt(spec, 'groups').length === 0) {
    yield invalid('spec.user', '', 'at least one of user or group must be specified')
  }
}

/** What is wrong with the selectors of what is asked about. Operators that nobody knows may be those of tomorrow. */
export function* selectorErrors(spec: JsonObject): Generator<FieldError> {
  const attributes = objectAt(spec, 'resourceAttributes')
  for (const name of ['fieldSelector', 'labelSelector'] as const) {
    const selector = findObject(attributes, name)
    if (!selector) continue
    const at = `spec.resourceAttributes.${name}`
    const [raw, requirements] = [textAt(selector, 'rawSelector'), objectsAt(selector, 'requirements')]
    if (raw && requirements.length > 0) {
      yield invalid(`${at}.rawSelector`, raw, 'may not specified at the same time as requirements')
    }
    if (!raw && requirements.length === 0) {
      yield required(`${at}.requirements`, `when ${at} is specified, requirements or rawSelector is required`)
    }
    for (const [i, requirement] of requirements.entries()) {
      const where = `${at}.requirements[${i}]`
      if (name === 'fieldSelector') yield* fieldErrors(requirement, where)
      else yield* expressionErrors(requirement, where, true)
    }
  }
}

function* fieldErrors(requirement: JsonObject, at: string): Generator<FieldError> {
  const [operator, values] = [textAt(requirement, 'operator'), textsAt(requirement, 'values')]
  if (!textAt(requirement, 'key')) yield required(`${at}.key`, 'must be specified')
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
    yield required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
  }
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
    const why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
    yield forbiddenField(`${at}.values`, why)
  }
}

/** What a review within a namespace may not ask about. */
export function* localErrors(spec: JsonObject, namespace: string): Generator<FieldError> {
  const { resource, path } = attributesIn(spec)
  const where = resource ? textAt(resource, 'namespace') : namespace
  if (where !== namespace) {
    yield invalid('spec.resourceAttributes.namespace', where, 'must match metadata.namespace')
  }
  const no = 'disallowed on this kind of request'
  if (path) yield invalidStruct('spec.nonResourceAttributes', 'NonResourceAttributes', path, no)
}

function attributesIn(spec: JsonObject) {
  return {
    resource: findObject(spec, 'resourceAttributes'),
    path: findObject(spec, 'nonResourceAttributes'),
  }
}

/** A review has no metadata of its own, but for the namespace it is made in. */
export function* metadataErrors(request: ApiRequest, body: JsonObject): Generator<FieldError> {
  const { namespace: _namespace, managedFields: _managed, ...own } = objectAt(body, 'metadata')
  if (sortedKeys(own).length === 0) return
  const managed = ownedReview(request, body)
  const why = request.type.namespaced ? 'must be empty except for namespace' : 'must be empty'
  yield { ...invalid('metadata', '', why), shown: formatJson(orderedMeta(objectAt(managed, 'metadata'))) }
}
