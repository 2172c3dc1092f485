/** What one must be allowed to act as another: a list for each way. @module */
import type { Attributes } from '../authz/attributes.ts'
import { errorText } from '../status/index.ts'
import { domainPathErrors } from '../strategy/values/domain-path.ts'
import { dnsLabelErrors, dnsSubdomainErrors } from '../strategy/values/names.ts'

/** The ways to be allowed to be someone, in the order they are tried. */
export const modes = ['associated-node', 'arbitrary-node', 'serviceaccount', 'user-info', 'legacy'] as const

export type Mode = (typeof modes)[number]

/** Whom a request asks to be. */
export interface Wanted {
  readonly name: string
  readonly uid: string
  readonly groups: readonly string[]
  readonly extra: Readonly<Record<string, readonly string[]>>
}

/** Something that the requester must be allowed. */
export interface Check {
  readonly attributes: Attributes
  /** Why it is refused whatever the rules say. */
  readonly forbidden?: string
  /** One right to all stands in for those to each. */
  readonly covers?: readonly Check[]
}

/** From so many on a right to all is asked for first. */
const many = 4

/** What the requester must be allowed, in order. */
export function* checksOf(mode: Mode, wanted: Wanted, attributes: Attributes): Generator<Check> {
  const isLegacy = mode === 'legacy'
  const verb = isLegacy ? 'impersonate' : `impersonate:${mode}`
  const group = isLegacy ? '' : authenticationGroup
  const base = { verb, isResource: true, path: '', group, version: 'v1', subresource: '', namespace: '' }
  if (!isLegacy) yield { attributes: { ...attributes, verb: `impersonate-on:${mode}:${attributes.verb}` } }
  yield { attributes: { ...base, ...identityOf(mode, wanted) } }
  const authentication = { ...base, group: authenticationGroup }
  if (wanted.uid) yield { attributes: { ...authentication, resource: 'uids', name: wanted.uid } }
  yield* groupChecks(wanted.groups, { ...base, resource: 'groups', name: '' }, isLegacy)
  yield* extraChecks(wanted.extra, { ...authentication, resource: 'userextras', name: '' }, isLegacy)
}

const authenticationGroup = 'authentication.k8s.io'

function* groupChecks(groups: readonly string[], base: Attributes, isLegacy: boolean): Generator<Check> {
  const each = groups.map(name => ({ attributes: { ...base, name } }))
  if (isLegacy) return yield* each
  if (groups.includes('')) {
    yield { attributes: base, forbidden: 'impersonating the empty string group is not allowed' }
  }
  if (groups.includes('system:masters')) {
    const forbidden = 'impersonating the system:masters group is not allowed'
    yield { attributes: { ...base, name: 'system:masters' }, forbidden }
  }
  if (groups.length >= many) yield { attributes: { ...base, name: '*' }, covers: each }
  else yield* each
}

function* extraChecks(extra: Wanted['extra'], base: Attributes, isLegacy: boolean): Generator<Check> {
  const each = Object.entries(extra).flatMap(([subresource, values]) =>
    values.map(name => ({ attributes: { ...base, subresource, name } })),
  )
  if (isLegacy) return yield* each
  for (const [key, values] of Object.entries(extra)) {
    const forbidden = extraProblem(key, values)
    if (forbidden !== undefined) yield { attributes: base, forbidden }
  }
  if (each.length >= many) yield { attributes: { ...base, subresource: '*', name: '*' }, covers: each }
  else yield* each
}

/** What the old way lets pass, the constrained ones do not. */
function extraProblem(key: string, values: readonly string[]): string | undefined {
  if (!key) return 'impersonating the empty string key in extra is not allowed'
  const problems = [...domainPathErrors(key, 'extra.key')].map(errorText)
  if (problems.length > 0) {
    const list = problems.length > 1 ? `[${problems.join(', ')}]` : problems[0]
    return `impersonating an invalid key in extra is not allowed: ${list}`
  }
  if (key !== key.toLowerCase()) {
    return `impersonating a non-lowercase key in extra is not allowed: ${JSON.stringify(key)}`
  }
  return values.includes('') ? 'impersonating the empty string value in extra is not allowed' : undefined
}

function identityOf(
  mode: Mode,
  wanted: Wanted,
): Pick<Attributes, 'resource' | 'name'> & { namespace?: string } {
  const [node, account] = [nodeOf(wanted.name), accountOf(wanted.name)]
  if (account) return { resource: 'serviceaccounts', ...account }
  if (node !== undefined && mode !== 'legacy') {
    return { resource: 'nodes', name: mode === 'associated-node' ? '*' : node }
  }
  return { resource: 'users', name: wanted.name }
}

/** The node whose name a user has. */
export function nodeOf(username: string): string | undefined {
  const name = username.startsWith('system:node:') ? username.slice('system:node:'.length) : ''
  return name !== '' && dnsSubdomainErrors(name).length === 0 ? name : undefined
}

/** The ServiceAccount whose name a user has. */
export function accountOf(
  username: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? []
  if (namespace === undefined || name === undefined) return undefined
  return dnsLabelErrors(namespace).length + dnsSubdomainErrors(name).length === 0
    ? { namespace, name }
    : undefined
}
