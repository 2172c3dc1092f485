/** Whose ServiceAccount token is this: good while it lasts and what it is bound to exists. @module */
import { verify } from 'node:crypto'
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { Services } from '../server/services.ts'
import type { Stored } from '../storage/index.ts'
import { findObject, numberAt, objectAt, textAt, textsAt } from '../strategy/values/read.ts'
import { issuer, publicKeyOf, serviceAccountGroups } from './service-account-token.ts'
import type { TokenVerdict, UserInfo } from './user.ts'

/** Clocks may differ so much, and what is deleted is good for so long. */
const leewaySeconds = 60

/** Checks a token for one of the wanted audiences; `foreign` where it is not one of this server. */
export function verifyToken(services: Services, token: string, wanted: readonly string[]): TokenVerdict {
  const payload = verifiedPayload(services, token)
  if (!payload) return { type: 'foreign' }
  const refuse = (why: string): TokenVerdict => ({ type: 'invalid', why })
  const own = textsAt(payload, 'aud')
  const audiences = wanted.filter(each => own.includes(each))
  if (audiences.length === 0) {
    return refuse(`token audiences ${goList(own)} is invalid for the target audiences ${goList(wanted)}`)
  }
  const problem = timeProblem(services, payload) ?? missingReferent(services, payload)
  if (problem !== undefined) return refuse(problem)
  return { type: 'valid', user: userOf(payload), audiences }
}

const goList = (texts: readonly string[]) => `[${texts.map(text => JSON.stringify(text)).join(' ')}]`

function timeProblem(services: Services, payload: JsonObject): string | undefined {
  const now = services.now().getTime() / 1000
  if ((numberAt(payload, 'nbf') ?? 0) > now + leewaySeconds) return 'service account token is not valid yet'
  if ((numberAt(payload, 'exp') ?? 0) < now - leewaySeconds) return 'service account token has expired'
  return undefined
}

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

const referents = [
  { kind: 'secret', storageKey: 'secrets' },
  { kind: 'pod', storageKey: 'pods' },
  { kind: 'node', storageKey: 'nodes' },
] as const

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
  if (isLongDeleted(services, stored)) return `service account ${namespace}/${name} has been deleted`
  for (const { kind, storageKey } of referents) {
    const bound = findObject(claims, kind)
    // A Pod's token tells where it runs, and outlives that.
    if (!bound || (kind === 'node' && findObject(claims, 'pod'))) continue
    const where = kind === 'node' ? '' : namespace
    const object = services.store.get(storageKey, where, textAt(bound, 'name'))
    if (!object) return 'service account token has been invalidated'
    const actual = textAt(object.metadata, 'uid')
    if (actual !== textAt(bound, 'uid')) {
      return `${kind} UID (${actual}) does not match service account ${kind} ref claim (${textAt(bound, 'uid')})`
    }
    if (isLongDeleted(services, object)) return 'service account token has been invalidated'
  }
  return undefined
}

function isLongDeleted(services: Services, { metadata }: Stored): boolean {
  const deleted = Date.parse(textAt(metadata, 'deletionTimestamp'))
  return deleted < services.now().getTime() - leewaySeconds * 1000
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
