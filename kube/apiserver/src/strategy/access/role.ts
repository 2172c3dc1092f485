/** Roles, ClusterRoles and their bindings. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { children, type Draft, ensure, fill } from '../values/draft.ts'
import { goText } from '../values/go-form.ts'
import { dnsSubdomainErrors, pathSegmentErrors } from '../values/names.ts'
import { findObject, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { selectorErrors } from '../values/selector.ts'

const group = 'rbac.authorization.k8s.io'

function roleStrategy(namespaced: boolean): Strategy {
  return defineKind({
    allowCreateOnUpdate: true,
    nameErrors: pathSegmentErrors,
    errors: function* (object) {
      for (const [i, rule] of objectsAt(object, 'rules').entries())
        yield* ruleErrors(rule, namespaced, `rules[${i}]`)
      const aggregation = findObject(object, 'aggregationRule')
      if (aggregation) yield* aggregationErrors(aggregation)
    },
  })
}

export const namespaceRoleStrategy = roleStrategy(true)
export const clusterRoleStrategy = roleStrategy(false)

function* ruleErrors(rule: JsonObject, namespaced: boolean, at: string): Generator<FieldError> {
  if (textsAt(rule, 'verbs').length === 0)
    yield required(`${at}.verbs`, 'verbs must contain at least one value')
  const urls = textsAt(rule, 'nonResourceURLs')
  const resourceParts = ['apiGroups', 'resources', 'resourceNames'].some(
    field => textsAt(rule, field).length > 0,
  )
  if (urls.length > 0) {
    if (namespaced) {
      yield invalid(`${at}.nonResourceURLs`, urls, 'namespaced rules cannot apply to non-resource URLs')
    }
    if (resourceParts) {
      yield invalid(
        `${at}.nonResourceURLs`,
        urls,
        'rules cannot apply to both regular resources and non-resource URLs',
      )
    }
    return
  }
  if (textsAt(rule, 'apiGroups').length === 0) {
    yield required(`${at}.apiGroups`, 'resource rules must supply at least one api group')
  }
  if (textsAt(rule, 'resources').length === 0) {
    yield required(`${at}.resources`, 'resource rules must supply at least one resource')
  }
}

function* aggregationErrors(aggregation: JsonObject): Generator<FieldError> {
  const selectors = objectsAt(aggregation, 'clusterRoleSelectors')
  if (selectors.length === 0) {
    yield required(
      'aggregationRule.clusterRoleSelectors',
      'at least one clusterRoleSelector required if aggregationRule is non-nil',
    )
  }
  for (const [i, selector] of selectors.entries()) {
    const at = `aggregationRule.clusterRoleSelectors[${i}]`
    const errors = [...selectorErrors(selector, at)]
    yield* errors
    // Kubernetes makes a selector of it besides, and shows what it got.
    if (errors.length > 0) yield invalid(at, null, 'invalid label selector.')
  }
}

function bindingStrategy(kinds: readonly string[]): Strategy {
  return defineKind({
    allowCreateOnUpdate: true,
    nameErrors: pathSegmentErrors,
    defaults: defaultBinding,
    errors: object => bindingErrors(object, kinds),
    updateErrors: function* (object, old) {
      const role = objectAt(object, 'roleRef')
      if (!sameValue(role, objectAt(old, 'roleRef'))) {
        yield { ...invalid('roleRef', '', 'cannot change roleRef'), shown: goText('RoleRef', role) }
      }
    },
  })
}

export const roleBindingStrategy = bindingStrategy(['Role', 'ClusterRole'])
export const clusterRoleBindingStrategy = bindingStrategy(['ClusterRole'])

function defaultBinding(draft: Draft): void {
  const role = ensure(draft, 'roleRef')
  if (!textAt(role, 'apiGroup')) role['apiGroup'] = group
  for (const subject of children(draft, 'subjects')) {
    const isAccount = subject['kind'] === 'ServiceAccount'
    if (!isAccount && (subject['kind'] === 'User' || subject['kind'] === 'Group'))
      fill(subject, 'apiGroup', group)
  }
}

function* bindingErrors(object: JsonObject, kinds: readonly string[]): Generator<FieldError> {
  const role = objectAt(object, 'roleRef')
  if (textAt(role, 'apiGroup') !== group)
    yield notSupported('roleRef.apiGroup', textAt(role, 'apiGroup'), [group])
  if (!kinds.includes(textAt(role, 'kind'))) yield notSupported('roleRef.kind', textAt(role, 'kind'), kinds)
  const name = textAt(role, 'name')
  if (!name) yield required('roleRef.name')
  else for (const error of pathSegmentErrors(name)) yield invalid('roleRef.name', name, error)
  for (const [i, subject] of objectsAt(object, 'subjects').entries()) {
    yield* subjectErrors(subject, { clusterWide: kinds.length === 1, at: `subjects[${i}]` })
  }
}

interface SubjectScope {
  readonly clusterWide: boolean
  readonly at: string
}

function* subjectErrors(subject: JsonObject, { clusterWide, at }: SubjectScope): Generator<FieldError> {
  const [kind, name, apiGroup] = [
    textAt(subject, 'kind'),
    textAt(subject, 'name'),
    textAt(subject, 'apiGroup'),
  ]
  if (!name) yield required(`${at}.name`)
  switch (kind) {
    case 'ServiceAccount':
      if (name) for (const error of dnsSubdomainErrors(name)) yield invalid(`${at}.name`, name, error)
      if (apiGroup) yield notSupported(`${at}.apiGroup`, apiGroup, [''])
      if (clusterWide && !textAt(subject, 'namespace')) yield required(`${at}.namespace`)
      break
    case 'User':
    case 'Group':
      if (apiGroup !== group) yield notSupported(`${at}.apiGroup`, apiGroup, [group])
      break
    default:
      yield notSupported(`${at}.kind`, kind, ['ServiceAccount', 'User', 'Group'])
  }
}
