/** `trustpolicy.json`: which signatures count for which repositories (Notary Project, trust-store-trust-policy.md). @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { objectAt, objectsAt, parseObject, textAt } from '../json-fields.ts'
import { SignatureError } from '../signature-error.ts'
import { type DistinguishedName, parseDistinguishedName } from './distinguished-name.ts'

/** What is looked at, in that order. */
export const checks = ['integrity', 'authenticity', 'authenticTimestamp', 'expiry', 'revocation'] as const
export type Check = (typeof checks)[number]

/** What follows where a check fails. */
export type Action = 'enforce' | 'log' | 'skip'

/** One statement of the document. */
export interface TrustPolicy {
  readonly name: string
  readonly scopes: readonly string[]
  /** Undefined: nothing is verified. */
  readonly actions: Readonly<Record<Check, Action>> | undefined
  /** Kinds of trust stores: `ca`, `signingAuthority`, `tsa`. */
  readonly stores: readonly string[]
  /** Empty: everybody. */
  readonly identities: readonly DistinguishedName[]
  readonly verifyTimestamp: string
}

const levels: Readonly<Record<string, readonly Action[]>> = {
  strict: ['enforce', 'enforce', 'enforce', 'enforce', 'enforce'],
  permissive: ['enforce', 'enforce', 'log', 'log', 'log'],
  audit: ['enforce', 'log', 'log', 'log', 'log'],
}

/** Reads the document. @throws SignatureError if any of its statements is not as it should be */
export function parseTrustPolicies(text: string): readonly TrustPolicy[] {
  const document = parseObject(text, 'trustpolicy.json')
  const version = textAt(document, 'version')
  if (version === '')
    throw new SignatureError('trust policy document has empty version, version must be specified')
  if (version !== '1.0')
    throw new SignatureError(`trust policy document uses unsupported version "${version}"`)
  const policies = objectsAt(document, 'trustPolicies').map(readPolicy)
  if (policies.length === 0)
    throw new SignatureError('trust policy document can not have zero trust policy statements')
  requireUnique(
    policies.map(({ name }) => name),
    name => `multiple trust policy statements use the same name "${name}", statement names must be unique`,
  )
  requireUnique(
    policies.flatMap(({ scopes }) => scopes),
    scope =>
      `registry scope "${scope}" is present in multiple trust policy statements, one registry scope value can only ` +
      'be associated with one statement',
  )
  return policies
}

/** The statement for a repository: one that names it, or the one for all. @throws SignatureError if there is none */
export function policyFor(policies: readonly TrustPolicy[], repository: string): TrustPolicy {
  const named = policies.find(({ scopes }) => scopes.includes(repository))
  const found = named ?? policies.find(({ scopes }) => scopes.includes('*'))
  if (found) return found
  throw new SignatureError(
    `artifact "${repository}" has no applicable trust policy statement. Trust policy applicability for a given ` +
      'artifact is determined by registryScopes',
  )
}

function requireUnique(values: readonly string[], message: (value: string) => string): void {
  const twice = values.find((value, i) => values.indexOf(value) !== i)
  if (twice !== undefined) throw new SignatureError(message(twice))
}

function readPolicy(statement: JsonObject): TrustPolicy {
  const name = textAt(statement, 'name')
  if (name === '')
    throw new SignatureError('a trust policy statement is missing a name, every statement requires a name')
  const actions = readActions(name, objectAt(statement, 'signatureVerification'))
  const stores = textsAt(statement, 'trustStores')
  const identities = textsAt(statement, 'trustedIdentities')
  const common = {
    name,
    scopes: readScopes(name, textsAt(statement, 'registryScopes')),
    actions,
    verifyTimestamp: textAt(objectAt(statement, 'signatureVerification'), 'verifyTimestamp') || 'always',
  }
  // flux: what a statement that skips says about trust is passed over.
  if (!actions) return { ...common, stores: [], identities: [] }
  if (stores.length === 0 || identities.length === 0) {
    throw new SignatureError(
      `trust policy statement "${name}" is either missing trust stores or trusted identities, both must be specified`,
    )
  }
  return {
    ...common,
    stores: stores.map(store => readStore(name, store)),
    identities: readIdentities(name, identities),
  }
}

function textsAt(value: JsonObject, field: string): readonly string[] {
  const list = value[field]
  return Array.isArray(list) ? list.filter(item => typeof item === 'string') : []
}

function readActions(name: string, verification: JsonObject): TrustPolicy['actions'] {
  const prefix = `trust policy statement "${name}" has invalid signatureVerification: `
  const level = textAt(verification, 'level')
  const override = isJsonObject(verification['override']) ? Object.entries(verification['override']) : []
  if (level === '')
    throw new SignatureError(
      `${prefix}signature verification level is empty or missing in the trust policy statement`,
    )
  if (level === 'skip' && override.length === 0) return undefined
  if (level === 'skip')
    throw new SignatureError(
      `${prefix}signature verification level "skip" can't be used to customize signature verification`,
    )
  const base = Object.hasOwn(levels, level) ? levels[level] : undefined
  if (!base) throw new SignatureError(`${prefix}invalid signature verification level "${level}"`)
  const actions = Object.fromEntries(checks.map((check, i) => [check, base[i]])) as Record<Check, Action>
  for (const [check, action] of override) {
    const problem = problemOf(check, action)
    if (problem) throw new SignatureError(prefix + problem)
    actions[check as Check] = action as Action
  }
  return actions
}

function problemOf(check: string, action: unknown): string | undefined {
  if (!checks.some(each => each === check))
    return `verification type "${check}" in custom signature verification is not supported`
  if (action !== 'enforce' && action !== 'log' && action !== 'skip')
    return `verification action "${action}" in custom signature verification is not supported`
  if (check === 'integrity')
    return `"${check}" verification can not be overridden in custom signature verification`
  if (check !== 'revocation' && action === 'skip')
    return `"${check}" verification can not be skipped in custom signature verification`
  return undefined
}

function readScopes(name: string, scopes: readonly string[]): readonly string[] {
  if (scopes.length === 0) {
    throw new SignatureError(
      `trust policy statement "${name}" has zero registry scopes, it must specify registry scopes with at least one value`,
    )
  }
  if (scopes.length > 1 && scopes.includes('*')) {
    throw new SignatureError(
      `trust policy statement "${name}" uses wildcard registry scope '*', a wildcard scope cannot be used in ` +
        'conjunction with other scope values',
    )
  }
  return scopes
}

function readStore(name: string, store: string): string {
  const [type = '', named] = store.split(':')
  if (named === undefined) {
    throw new SignatureError(
      `trust policy statement "${name}" has malformed trust store value "${store}". The required format is ` +
        '<TrustStoreType>:<TrustStoreName>',
    )
  }
  if (type === 'ca' || type === 'signingAuthority' || type === 'tsa') return type
  throw new SignatureError(
    `trust policy statement "${name}" uses an unsupported trust store type "${type}" in trust store value "${store}"`,
  )
}

function readIdentities(name: string, identities: readonly string[]): readonly DistinguishedName[] {
  if (identities.includes('*')) {
    if (identities.length === 1) return []
    throw new SignatureError(
      `trust policy statement "${name}" uses a wildcard trusted identity '*', a wildcard identity cannot be used in ` +
        'conjunction with other values',
    )
  }
  const names = identities.flatMap(identity => {
    const at = identity.indexOf(':')
    if (at < 0)
      throw new SignatureError(
        `trust policy statement "${name}" has trusted identity "${identity}" missing separator`,
      )
    return identity.slice(0, at) === 'x509.subject' ? [parseDistinguishedName(identity.slice(at + 1))] : []
  })
  if (names.length > 0) return names
  throw new SignatureError(`no x509 trusted identities are configured in the trust policy "${name}"`)
}
