/** The rules by which webhooks and policies say which requests they are about. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { children, type Draft, fill } from '../values/draft.ts'
import { pathSegmentErrors } from '../values/names.ts'
import { textAt, textsAt } from '../values/read.ts'

/** A rule without a scope is about namespaced and cluster-wide resources alike. */
export function defaultRules(owner: Draft, list: string): void {
  for (const rule of children(owner, list)) fill(rule, 'scope', '*')
}

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']
const scopes = ['*', 'Cluster', 'Namespaced']

/** What is wrong with a rule of a policy, which may name objects. */
export function* namedRuleErrors(rule: JsonObject, at: string): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, name] of textsAt(rule, 'resourceNames').entries()) {
    const field = `${at}.resourceNames[${i}]`
    for (const error of pathSegmentErrors(name)) yield invalid(field, name, error)
    if (seen.has(name)) yield duplicate(field, name)
    seen.add(name)
  }
  yield* ruleErrors(rule, at)
}

/** What is wrong with one rule. */
export function* ruleErrors(rule: JsonObject, at: string): Generator<FieldError> {
  const asked = textsAt(rule, 'operations')
  if (asked.length === 0) yield required(`${at}.operations`)
  yield* loneStarErrors(asked, `${at}.operations`, 'operations')
  for (const [i, operation] of asked.entries()) {
    if (!operations.includes(operation)) yield notSupported(`${at}.operations[${i}]`, operation, operations)
  }
  for (const [field, word] of [
    ['apiGroups', 'API groups'],
    ['apiVersions', 'API versions'],
  ] as const) {
    const values = textsAt(rule, field)
    if (values.length === 0) yield required(`${at}.${field}`)
    yield* loneStarErrors(values, `${at}.${field}`, word)
    if (field === 'apiGroups') continue
    for (const [i, value] of values.entries()) if (value === '') yield required(`${at}.${field}[${i}]`)
  }
  yield* resourceErrors(textsAt(rule, 'resources'), `${at}.resources`)
  const scope = textAt(rule, 'scope')
  if (!scopes.includes(scope)) yield notSupported(`${at}.scope`, scope, scopes)
}

function* loneStarErrors(values: readonly string[], field: string, word: string): Generator<FieldError> {
  if (values.length > 1 && values.includes('*')) {
    yield invalid(field, values, `if '*' is present, must not specify other ${word}`)
  }
}

function* resourceErrors(resources: readonly string[], field: string): Generator<FieldError> {
  if (resources.length === 0) yield required(field)
  const [allOf, allResources] = [new Set<string>(), new Set<string>()]
  let lastIsPlain = false
  for (const [i, name] of resources.entries()) {
    if (name === '') {
      yield required(`${field}[${i}]`)
      continue
    }
    const slash = name.indexOf('/')
    if (slash < 0) {
      lastIsPlain = name !== '*'
      continue
    }
    const [resource, subresource] = [name.slice(0, slash), name.slice(slash + 1)]
    const covered = (by: string) =>
      invalid(`${field}[${i}]`, name, `if '${by}' is present, must not specify ${name}`)
    if (allOf.has(resource)) yield covered(`${resource}/*`)
    if (allResources.has(subresource)) yield covered(`*/${subresource}`)
    if (subresource === '*') allOf.add(resource)
    if (resource === '*') allResources.add(subresource)
  }
  if (resources.length > 1 && resources.includes('*/*')) {
    yield invalid(field, resources, "if '*/*' is present, must not specify other resources")
  }
  if (resources.includes('*') && lastIsPlain) {
    yield invalid(
      field,
      resources,
      "if '*' is present, must not specify other resources without subresources",
    )
  }
}
