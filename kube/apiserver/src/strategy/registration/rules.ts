/** The rules by which webhooks and policies say which requests they are about. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { children, type Draft, fill } from '../values/draft.ts'
import { textAt, textsAt } from '../values/read.ts'

/** A rule without a scope is about namespaced and cluster-wide resources alike. */
export function defaultRules(owner: Draft, list: string): void {
  for (const rule of children(owner, list)) fill(rule, 'scope', '*')
}

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']
const scopes = ['*', 'Cluster', 'Namespaced']

/** What is wrong with one rule. */
export function* ruleErrors(rule: JsonObject, at: string): Generator<FieldError> {
  const asked = textsAt(rule, 'operations')
  if (asked.length === 0) yield required(`${at}.operations`)
  yield* loneStarErrors(asked, `${at}.operations`)
  for (const [i, operation] of asked.entries()) {
    if (!operations.includes(operation)) yield notSupported(`${at}.operations[${i}]`, operation, operations)
  }
  for (const field of ['apiGroups', 'apiVersions', 'resources']) {
    const values = textsAt(rule, field)
    if (values.length === 0) yield required(`${at}.${field}`)
    if (field !== 'resources') yield* loneStarErrors(values, `${at}.${field}`)
    for (const [i, value] of values.entries()) {
      if (value === '' && field !== 'apiGroups') yield required(`${at}.${field}[${i}]`)
    }
  }
  const scope = textAt(rule, 'scope')
  if (scope && !scopes.includes(scope)) yield notSupported(`${at}.scope`, scope, scopes)
}

function* loneStarErrors(values: readonly string[], field: string): Generator<FieldError> {
  if (values.length > 1 && values.includes('*')) {
    yield invalid(field, values, "if '*' is present, must not specify other values")
  }
}
