/** Tokens of one configured issuer: who signed, for whom, until when, and who it makes of the bearer. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, textAt, textsAt } from '../../strategy/values/read.ts'
import type { TokenAuthenticator } from '../user.ts'
import { createFetch, type FetchDocument } from './fetch-document.ts'
import { BadClaims, goType, userOf } from './identity.ts'
import { IssuerKeys } from './issuer-keys.ts'
import { knownAlgorithms, readToken, type SignedToken } from './signed-token.ts'

export interface JwtAuthenticatorOptions {
  /** An entry of `jwt` in an AuthenticationConfiguration, checked. */
  readonly authenticator: JsonObject
  readonly now: () => Date
  /** How documents are fetched; over HTTPS by the entry's certificate authority unless told. */
  readonly fetch?: FetchDocument
}

/** Makes the authenticator of an issuer; tokens of others are foreign to it. */
export function createJwtAuthenticator(options: JwtAuthenticatorOptions): TokenAuthenticator {
  const { authenticator, now } = options
  const issuer = objectAt(authenticator, 'issuer')
  const url = textAt(issuer, 'url')
  const keys = new IssuerKeys({
    issuer: url,
    discoveryUrl: textAt(issuer, 'discoveryURL'),
    fetch: options.fetch ?? createFetch(textAt(issuer, 'certificateAuthority') || undefined),
    now,
  })
  return async text => {
    const token = readToken(text)
    if (!token || issuerOf(token) !== url) return { type: 'foreign' }
    const problem =
      algorithmProblem(token) ?? (await keys.problemOf(token)) ?? claimProblem(token, issuer, now())
    if (problem !== undefined) return { type: 'invalid', why: problem }
    try {
      return { type: 'valid', user: userOf(authenticator, token.claims), audiences: [] }
    } catch (error) {
      if (error instanceof BadClaims) return { type: 'invalid', why: error.message }
      throw error
    }
  }
}

/** Google once left the scheme out. */
function issuerOf({ claims }: SignedToken): string {
  const issuer = textAt(claims, 'iss')
  return issuer === 'accounts.google.com' ? `https://${issuer}` : issuer
}

const goList = (texts: readonly string[]) => `[${texts.map(text => JSON.stringify(text)).join(' ')}]`

function algorithmProblem({ algorithm }: SignedToken): string | undefined {
  if (knownAlgorithms.includes(algorithm)) return undefined
  return `oidc: verify token: oidc: id token signed with unsupported algorithm, expected ${goList(knownAlgorithms)} got ${JSON.stringify(algorithm)}`
}

const nbfLeeway = 60

function claimProblem({ claims }: SignedToken, issuer: JsonObject, now: Date): string | undefined {
  const found = (why: string) => `oidc: verify token: oidc: ${why}`
  const subject = claims['sub'] ?? ''
  if (typeof subject !== 'string') {
    const type = goType(subject)
    return found(
      `failed to unmarshal claims: json: cannot unmarshal ${type} into Go struct field idToken.sub of type string`,
    )
  }
  const wanted = textsAt(issuer, 'audiences')
  const audience = claims['aud']
  const own = typeof audience === 'string' ? [audience] : textsAt(claims, 'aud')
  if (!wanted.some(each => own.includes(each))) {
    const shown = wanted.length > 1 ? goList([...wanted].sort()) : JSON.stringify(wanted[0])
    return found(`expected audience ${wanted.length > 1 ? 'in ' : ''}${shown} got ${goList(own)}`)
  }
  const seconds = now.getTime() / 1000
  const expiry = numberAt(claims, 'exp')
  if (expiry === undefined || expiry < seconds) {
    return found(`token is expired (Token Expiry: ${expiry === undefined ? never : goTime(expiry)})`)
  }
  const notBefore = numberAt(claims, 'nbf')
  if (notBefore !== undefined && seconds + nbfLeeway < notBefore) {
    return found(`current time ${goTime(seconds)} before the nbf (not before) time: ${goTime(notBefore)}`)
  }
  return undefined
}

/** Go's zero time. */
const never = '0001-01-01 00:00:00 +0000 UTC'

function goTime(seconds: number): string {
  const date = new Date(Math.floor(Math.min(seconds, 8.64e12)) * 1000)
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`
}
