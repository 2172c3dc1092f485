/** ServiceAccount tokens: JSON Web Tokens signed by the server. @module */
import { createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto'
import type { JsonObject } from '@sluice/base/json'
import type { Services } from '../server/services.ts'
import { listAt, textsAt } from '../strategy/values/read.ts'

/** Who issues tokens, and the audience that the API itself is. */
export const issuer = 'https://kubernetes.default.svc'

/** What a token says. */
export interface TokenClaims {
  readonly namespace: string
  readonly account: { readonly name: string; readonly uid: string }
  readonly audiences: readonly string[]
  /** Seconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
  readonly bound?: { readonly kind: 'Pod' | 'Secret' | 'Node'; readonly name: string; readonly uid: string }
  /** Where the Pod runs that the token is bound to; without uid where there is no such node. */
  readonly node?: { readonly name: string; readonly uid?: string }
  /** When its user should long have asked for a new one. */
  readonly warnAfter?: number
}

const boundFields = { Pod: 'pod', Secret: 'secret', Node: 'node' } as const

/** Makes a token. */
export function signToken(services: Services, claims: TokenClaims): string {
  const { namespace, account, audiences, issuedAt, expiresAt, bound, node, warnAfter } = claims
  const payload = {
    aud: audiences,
    exp: expiresAt,
    iat: issuedAt,
    iss: issuer,
    jti: randomUUID(),
    'kubernetes.io': {
      namespace,
      ...(bound ? { [boundFields[bound.kind]]: { name: bound.name, uid: bound.uid } } : {}),
      ...(node ? { node: { ...node } } : {}),
      serviceaccount: account,
      ...(warnAfter === undefined ? {} : { warnafter: warnAfter }),
    },
    nbf: issuedAt,
    sub: `system:serviceaccount:${namespace}:${account.name}`,
  }
  const key = services.keys.serviceAccountKey
  const { alg } = publicKeyOf(services)
  const head = encode({ alg, kid: keyId(key.public) })
  const text = `${head}.${encode(payload)}`
  const signature = sign('sha256', Buffer.from(text), { key: key.private, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

const encode = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString('base64url')

const publicKeys = new WeakMap<object, { readonly key: KeyObject; readonly alg: 'RS256' | 'ES256' }>()

/** The key that tokens are checked with, and the algorithm it is for. */
export function publicKeyOf(services: Services): {
  readonly key: KeyObject
  readonly alg: 'RS256' | 'ES256'
} {
  const known = publicKeys.get(services.keys)
  if (known) return known
  const key = createPublicKey(services.keys.serviceAccountKey.public)
  const found = { key, alg: key.asymmetricKeyType === 'rsa' ? ('RS256' as const) : ('ES256' as const) }
  publicKeys.set(services.keys, found)
  return found
}

/** Names a key by what it is. */
export function keyId(pem: string): string {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
    .subarray(-32)
    .toString('base64url')
}

/** The groups of the ServiceAccounts of a namespace. */
export function serviceAccountGroups(namespace: string): readonly string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
}

/** Whether a list of audiences was given at all. */
export function audiencesOf(spec: JsonObject): readonly string[] {
  return listAt(spec, 'audiences').length > 0 ? textsAt(spec, 'audiences') : [issuer]
}
