/** What is wrong with an AuthenticationConfiguration, in the order Kubernetes reports. @module */
import { X509Certificate } from 'node:crypto'
import type { JsonObject } from '@sluice/base/json'
import { tooMany } from '@sluice/openapi'
import { duplicate, type FieldError, invalid, required } from '../../status/index.ts'
import { findObject, objectAt, objectsAt, textAt, textsAt } from '../../strategy/values/read.ts'
import { mappingErrors } from './mapping-errors.ts'
import { claimRuleErrors, userRuleErrors } from './rule-errors.ts'

const mostIssuers = 64

/** What is wrong; each expression is compiled. */
export function* configurationErrors(
  configuration: JsonObject,
  accountIssuer: string,
): Generator<FieldError> {
  const issuers = objectsAt(configuration, 'jwt')
  if (issuers.length > mostIssuers) return yield tooMany('jwt', issuers.length, mostIssuers)
  const seen = { url: new Set<string>(), discoveryURL: new Set<string>() }
  for (const [i, entry] of issuers.entries()) {
    const at = `jwt[${i}]`
    yield* authenticatorErrors(entry, at, accountIssuer)
    for (const name of ['url', 'discoveryURL'] as const) {
      const url = textAt(objectAt(entry, 'issuer'), name)
      if (seen[name].has(url)) yield duplicate(`${at}.issuer.${name}`, url)
      if (url || name === 'url') seen[name].add(url)
    }
  }
  yield* anonymousErrors(findObject(configuration, 'anonymous') ?? {})
}

function* anonymousErrors(anonymous: JsonObject): Generator<FieldError> {
  const conditions = objectsAt(anonymous, 'conditions')
  if (anonymous['enabled'] === true || conditions.length === 0) return
  const why = 'enabled should be set to true when conditions are defined'
  yield invalid('anonymous.conditions', conditions, why)
}

function* authenticatorErrors(entry: JsonObject, at: string, accountIssuer: string): Generator<FieldError> {
  yield* issuerErrors(objectAt(entry, 'issuer'), `${at}.issuer`, accountIssuer)
  yield* claimRuleErrors(entry, `${at}.claimValidationRules`)
  yield* mappingErrors(entry, `${at}.claimMappings`)
  yield* userRuleErrors(entry, `${at}.userValidationRules`)
}

function* issuerErrors(issuer: JsonObject, at: string, accountIssuer: string): Generator<FieldError> {
  const [url, discovery] = [textAt(issuer, 'url'), textAt(issuer, 'discoveryURL')]
  if (!url) yield required(`${at}.url`)
  else {
    if (url === accountIssuer) {
      yield invalid(`${at}.url`, url, `URL must not overlap with disallowed issuers: [${accountIssuer}]`)
    }
    yield* urlErrors(url, `${at}.url`)
  }
  if (discovery) {
    const [one, other] = [url, discovery].map(each => each.replace(/\/+$/, ''))
    if (url && one === other) {
      yield invalid(`${at}.discoveryURL`, discovery, 'discoveryURL must be different from URL')
    }
    yield* urlErrors(discovery, `${at}.discoveryURL`)
  }
  yield* audienceErrors(issuer, at)
  const authority = textAt(issuer, 'certificateAuthority')
  if (authority && certificatesIn(authority) === undefined) {
    const why = 'data does not contain any valid RSA or ECDSA certificates'
    yield invalid(`${at}.certificateAuthority`, '<omitted>', why)
  }
  if (textAt(issuer, 'egressSelectorType')) {
    const why = 'this server has no egress selectors'
    yield invalid(`${at}.egressSelectorType`, textAt(issuer, 'egressSelectorType'), why)
  }
}

function* urlErrors(text: string, at: string): Generator<FieldError> {
  if (!URL.canParse(text)) return yield invalid(at, text, 'must be a URL')
  const url = new URL(text)
  if (url.protocol !== 'https:') yield invalid(at, text, 'URL scheme must be https')
  if (url.username || url.password) yield invalid(at, text, 'URL must not contain a username or password')
  if (url.search) yield invalid(at, text, 'URL must not contain a query')
  if (url.hash) yield invalid(at, text, 'URL must not contain a fragment')
}

function* audienceErrors(issuer: JsonObject, at: string): Generator<FieldError> {
  const audiences = textsAt(issuer, 'audiences')
  const policy = textAt(issuer, 'audienceMatchPolicy')
  if (audiences.length === 0) {
    return yield required(`${at}.audiences`, `at least one ${at}.audiences is required`)
  }
  const seen = new Set<string>()
  for (const [i, audience] of audiences.entries()) {
    if (!audience) yield required(`${at}.audiences[${i}]`)
    if (seen.has(audience)) yield duplicate(`${at}.audiences[${i}]`, audience)
    seen.add(audience)
  }
  if (policy === 'MatchAny' || (audiences.length === 1 && !policy)) return
  const why =
    audiences.length > 1
      ? 'audienceMatchPolicy must be MatchAny for multiple audiences'
      : 'audienceMatchPolicy must be empty or MatchAny for single audience'
  yield invalid(`${at}.audienceMatchPolicy`, policy, why)
}

/** The certificates of a PEM text; undefined where there are none, or one cannot be read. */
function certificatesIn(pem: string): readonly string[] | undefined {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  try {
    for (const each of found) new X509Certificate(each)
  } catch {
    return undefined
  }
  return found.length > 0 ? found : undefined
}
