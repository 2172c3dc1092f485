/** POST of `serviceaccounts/<name>/token`: a token for the account. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Answer } from '../http/answer.ts'
import {
  ApiError,
  badRequest,
  type FieldError,
  invalid,
  invalidObject,
  notFound,
  required,
} from '../status/index.ts'
import type { Stored } from '../storage/index.ts'
import { findObject, numberAt, objectAt, textAt } from '../strategy/values/read.ts'
import type { ApiRequest } from '../verbs/api-request.ts'
import { readObject } from '../verbs/decode-object.ts'
import { writeContext } from '../verbs/write-options.ts'
import { audiencesOf, signToken, type TokenClaims } from './service-account-token.ts'

const tokenRequestKind = {
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'TokenRequest',
  schemaName: 'io.k8s.api.authentication.v1.TokenRequest',
}
const standardSeconds = 3600

export async function requestToken(request: ApiRequest): Promise<Answer> {
  const { services, info, type } = request
  const { fieldValidation, now } = writeContext(request, 'CreateOptions')
  const body = await readObject(request, tokenRequestKind, fieldValidation)
  const account = services.store.get('serviceaccounts', info.namespace, info.name)
  if (!account) throw notFound(type, info.name)
  const spec = objectAt(body, 'spec')
  const seconds = numberAt(spec, 'expirationSeconds') ?? standardSeconds
  requireValid(seconds)
  const bound = boundObject(request, account, findObject(spec, 'boundObjectRef'))
  const issuedAt = Math.floor(now.getTime() / 1000)
  const audiences = audiencesOf(spec)
  const uid = textAt(account.metadata, 'uid')
  const token = signToken(services, {
    namespace: info.namespace,
    account: { name: info.name, uid },
    audiences,
    issuedAt,
    expiresAt: issuedAt + seconds,
    ...(bound ? { bound } : {}),
  })
  return {
    type: 'object',
    code: 201,
    object: answerOf(request, { spec, audiences, seconds, token, issuedAt, uid }),
  }
}

function requireValid(seconds: number): void {
  const errors: FieldError[] = []
  const field = 'spec.expirationSeconds'
  if (seconds < 600) errors.push(invalid(field, seconds, 'may not specify a duration less than 10 minutes'))
  if (seconds > 2 ** 32)
    errors.push(invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds'))
  if (errors.length > 0)
    throw invalidObject({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', errors)
}

const boundKinds = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' } as const

function boundObject(
  request: ApiRequest,
  account: Stored,
  reference: JsonObject | undefined,
): TokenClaims['bound'] {
  if (!reference) return undefined
  const [kind, name, uid] = [textAt(reference, 'kind'), textAt(reference, 'name'), textAt(reference, 'uid')]
  if (kind !== 'Pod' && kind !== 'Secret' && kind !== 'Node') {
    throw badRequest(`cannot bind token to object of type ${textAt(reference, 'apiVersion')}, Kind=${kind}`)
  }
  if (!name) {
    throw invalidObject({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [
      required('spec.boundObjectRef.name'),
    ])
  }
  const { services, info } = request
  const plural = boundKinds[kind]
  const stored = services.store.get(plural, kind === 'Node' ? '' : info.namespace, name)
  if (!stored) throw notFound({ group: '', plural }, name)
  const actual = textAt(stored.metadata, 'uid')
  if (uid && uid !== actual) throw uidConflict(kind, name, uid)
  if (kind === 'Pod' && textAt(objectAt(stored.object, 'spec'), 'serviceAccountName') !== account.name) {
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(account.name)} to pod running with different serviceaccount name.`,
    )
  }
  return { kind, name, uid: actual }
}

function uidConflict(kind: string, name: string, uid: string): ApiError {
  return new ApiError({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${kind} ${JSON.stringify(name)}: the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    details: { name, kind },
  })
}

function answerOf(
  { info, now }: ApiRequest,
  made: {
    readonly spec: JsonObject
    readonly audiences: readonly string[]
    readonly seconds: number
    readonly token: string
    readonly issuedAt: number
    readonly uid: string
  },
): JsonObject {
  const time = (seconds: number) => new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
  return {
    kind: 'TokenRequest',
    apiVersion: tokenRequestKind.apiVersion,
    metadata: {
      name: info.name,
      namespace: info.namespace,
      uid: made.uid,
      creationTimestamp: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    },
    spec: {
      audiences: made.audiences,
      expirationSeconds: made.seconds,
      boundObjectRef: made.spec['boundObjectRef'] ?? null,
    },
    status: { token: made.token, expirationTimestamp: time(made.issuedAt + made.seconds) },
  }
}
