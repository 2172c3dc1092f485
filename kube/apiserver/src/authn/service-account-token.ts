/** ServiceAccount tokens: JSON Web Tokens signed by the server, good while what they are bound to exists. @module */
import { createPublicKey, type KeyObject, randomUUID, sign, verify } from 'node:crypto'
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { Services } from '../server/services.ts'
import { listAt, numberAt, objectAt, textAt, textsAt } from '../strategy/values/read.ts'
import type { UserInfo } from './user.ts'

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
}

const boundFields = { Pod: 'pod', Secret: 'secret', Node: 'node' } as const
const storageKeys = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' } as const

/** Makes a token. */
export function signToken(services: Services, claims: TokenClaims): string {
  const { namespace, account, audiences, issuedAt, expiresAt, bound } = claims
  const payload = {
    aud: audiences,
    exp: expiresAt,
    iat: issuedAt,
    iss: issuer,
    jti: randomUUID(),
    'kubernetes.io': {
      namespace,
      ...(bound ? { [boundFields[bound.kind]]: { name: bound.name, uid: bound.uid } } : {}),
      serviceaccount: account,
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

/** The user of a token and the audiences it is good for, or why it is not good. */
export type TokenVerdict =
  | { readonly type: 'valid'; readonly user: UserInfo; readonly audiences: readonly string[] }
  | { readonly type: 'invalid'; readonly why: string | undefined }

/** Checks a token for one of the wanted audiences. */
export function verifyToken(services: Services, token: string, wanted: readonly string[]): TokenVerdict {
  const payload = verifiedPayload(services, token)
  if (!payload) return { type: 'invalid', why: undefined }
  const refuse = (why: string): TokenVerdict => ({ type: 'invalid', why })
  const now = services.now().getTime() / 1000
  if ((numberAt(payload, 'exp') ?? 0) < now) return refuse('service account token has expired')
  if ((numberAt(payload, 'nbf') ?? 0) > now + 60) return refuse('service account token is not valid yet')
  const own = textsAt(payload, 'aud')
  const audiences = own.filter(each => wanted.includes(each))
  if (audiences.length === 0) {
    return refuse(`token audiences ${goList(own)} is invalid for the target audiences ${goList(wanted)}`)
  }
  const gone = missingReferent(services, payload)
  if (gone !== undefined) return refuse(gone)
  return { type: 'valid', user: userOf(payload), audiences }
}

const goList = (texts: readonly string[]) => `[${texts.map(text => JSON.stringify(text)).join(' ')}]`

function verifiedPayload(services: Services, token: string): JsonObject | undefined {
  const [head = '', body = '', signature = '', ...more] = token.split('.')
  if (more.length > 0 || !signature || token.length > 16_384) return undefined
  const payload = decode(body)
  if (payload?.['iss'] !== issuer) return undefined
  const { key, alg } = publicKeyOf(services)
  if (decode(head)?.['alg'] !== alg) return undefined
  const text = Buffer.from(`${head}.${body}`)
  const good = verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
  return good ? payload : undefined
}

function decode(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return isJsonObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

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

/** Why a token has died with what it names. */
function missingReferent(services: Services, payload: JsonObject): string | undefined {
  const claims = objectAt(payload, 'kubernetes.io')
  const namespace = textAt(claims, 'namespace')
  const account = objectAt(claims, 'serviceaccount')
  const name = textAt(account, 'name')
  const stored = services.store.get('serviceaccounts', namespace, name)
  if (!stored) return `serviceaccounts ${JSON.stringify(name)} not found`
  const uid = textAt(stored.metadata, 'uid')
  if (uid !== textAt(account, 'uid')) {
    return `service account UID (${uid}) does not match claim (${textAt(account, 'uid')})`
  }
  for (const kind of ['Pod', 'Secret', 'Node'] as const) {
    const bound = objectAt(claims, boundFields[kind])
    if (!textAt(bound, 'name')) continue
    const object = services.store.get(
      storageKeys[kind],
      kind === 'Node' ? '' : namespace,
      textAt(bound, 'name'),
    )
    if (!object || textAt(object.metadata, 'uid') !== textAt(bound, 'uid')) {
      return 'service account token has been invalidated'
    }
  }
  return undefined
}

function userOf(payload: JsonObject): UserInfo {
  const claims = objectAt(payload, 'kubernetes.io')
  const namespace = textAt(claims, 'namespace')
  const account = objectAt(claims, 'serviceaccount')
  const extra: Record<string, readonly string[]> = {}
  const note = (key: string, value: string) => {
    if (value) extra[`authentication.kubernetes.io/${key}`] = [value]
  }
  note('credential-id', `JTI=${textAt(payload, 'jti')}`)
  for (const kind of ['pod', 'node'] as const) {
    note(`${kind}-name`, textAt(objectAt(claims, kind), 'name'))
    note(`${kind}-uid`, textAt(objectAt(claims, kind), 'uid'))
  }
  return {
    username: `system:serviceaccount:${namespace}:${textAt(account, 'name')}`,
    uid: textAt(account, 'uid'),
    groups: [...serviceAccountGroups(namespace), 'system:authenticated'],
    extra,
  }
}

/** The groups of the ServiceAccounts of a namespace. */
export function serviceAccountGroups(namespace: string): readonly string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
}

/** Whether a list of audiences was given at all. */
export function audiencesOf(spec: JsonObject): readonly string[] {
  return listAt(spec, 'audiences').length > 0 ? textsAt(spec, 'audiences') : [issuer]
}
