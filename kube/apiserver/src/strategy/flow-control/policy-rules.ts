/** The rules of a FlowSchema: verbs on resources, and on other URLs. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { dnsLabelErrors } from '../values/names.ts'
import { textsAt } from '../values/read.ts'

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch']

/** What is wrong with a rule about resources. */
export function* resourceRuleErrors(rule: JsonObject, at: string): Generator<FieldError> {
  yield* verbErrors(rule, at)
  for (const [field, one, many] of [
    ['apiGroups', 'api group', 'api groups'],
    ['resources', 'resource', 'resources'],
  ] as const) {
    const values = textsAt(rule, field)
    if (values.length === 0) {
      yield required(`${at}.${field}`, `resource rules must supply at least one ${one}`)
    }
    yield* loneStarErrors(values, `${at}.${field}`, many)
  }
  yield* namespaceErrors(rule, `${at}.namespaces`)
}

function* namespaceErrors(rule: JsonObject, field: string): Generator<FieldError> {
  const namespaces = textsAt(rule, 'namespaces')
  if (namespaces.length === 0 && rule['clusterScope'] !== true) {
    const why = 'resource rules that are not cluster scoped must supply at least one namespace'
    yield required(field, why)
  }
  if (namespaces.includes('*')) return yield* loneStarErrors(namespaces, field, 'namespaces')
  for (const [i, namespace] of namespaces.entries()) {
    for (const error of dnsLabelErrors(namespace)) {
      const why = `each member of this list must be '*' or a DNS-1123 label; ${error}`
      yield invalid(`${field}[${i}]`, namespace, why)
    }
  }
}

/** What is wrong with a rule about URLs of no resource. */
export function* urlRuleErrors(rule: JsonObject, at: string): Generator<FieldError> {
  yield* verbErrors(rule, at)
  const urls = textsAt(rule, 'nonResourceURLs')
  const field = `${at}.nonResourceURLs`
  if (urls.length === 0) yield required(field, 'nonResourceURLs must contain at least one value')
  else if (urls.includes('*')) yield* loneStarErrors(urls, field, 'non-resource URLs')
  else {
    for (const [i, url] of urls.entries()) {
      const problem = pathProblem(url)
      if (problem) yield invalid(`${field}[${i}]`, url, problem)
    }
  }
}

function pathProblem(path: string): string | undefined {
  if (path === '') return 'must not be empty'
  if (path === '/') return undefined
  if (!path.startsWith('/')) return 'must start with slash'
  if (path.includes(' ')) return 'must not contain white-space'
  if (path.includes('//')) return 'must not contain double slash'
  const stars = path.split('*').length - 1
  if (stars > 1 || (stars === 1 && !path.endsWith('/*'))) return 'wildcard can only do suffix matching'
  return undefined
}

function* verbErrors(rule: JsonObject, at: string): Generator<FieldError> {
  const asked = textsAt(rule, 'verbs')
  const field = `${at}.verbs`
  if (asked.length === 0) yield required(field, 'verbs must contain at least one value')
  else if (asked.includes('*')) yield* loneStarErrors(asked, field, 'verbs')
  else if (asked.some(verb => !verbs.includes(verb))) yield notSupported(field, asked, verbs)
}

function* loneStarErrors(values: readonly string[], field: string, word: string): Generator<FieldError> {
  if (values.length > 1 && values.includes('*')) {
    yield invalid(field, values, `if '*' is present, must not specify other ${word}`)
  }
}
