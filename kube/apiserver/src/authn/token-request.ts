/** POST of `serviceaccounts/<name>/token`: a token for the account. @module */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import type { Answer } from '../http/answer.ts'
import { builtInSchema } from '../kinds/index.ts'
import { updateManagedFields } from '../patch/index.ts'
import {
  ApiError,
  badRequest,
  conflict,
  type FieldError,
  invalid,
  invalidObject,
  notFound,
} from '../status/index.ts'
import type { Stored } from '../storage/index.ts'
import { findObject, numberAt, objectAt, textAt } from '../strategy/values/read.ts'
import { admitBody } from '../verbs/admit-body.ts'
import type { ApiRequest } from '../verbs/api-request.ts'
import { readObject } from '../verbs/decode-object.ts'
import type { WriteContext } from '../verbs/write-context.ts'
import { writeContext } from '../verbs/write-options.ts'
import { audiencesOf, issuer, signToken, type TokenClaims } from './service-account-token.ts'

const tokenRequestKind = {
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'TokenRequest',
  schemaName: 'io.k8s.api.authentication.v1.TokenRequest',
}
const qualifiedKind = { group: 'authentication.k8s.io', kind: 'TokenRequest' }
const standardSeconds = 3600

/** What a client that asks for just over an hour gets, so that old ones, which never ask again, keep working. */
const projectedSeconds = 3607
const extendedSeconds = 365 * 24 * 3600

const secondsOf = (body: JsonObject) =>
  numberAt(objectAt(body, 'spec'), 'expirationSeconds') ?? standardSeconds

export async function requestToken(request: ApiRequest): Promise<Answer> {
  const { services, info, type } = request
  const context = writeContext(request, 'CreateOptions')
  const { fieldValidation, now } = context
  const given = await readObject(request, tokenRequestKind, { fieldValidation })
  requireIdentity(request, objectAt(given, 'metadata'))
  const account = services.store.get('serviceaccounts', info.namespace, info.name)
  if (!account) throw notFound(type, info.name)
  const uid = textAt(account.metadata, 'uid')
  requireUid(request, textAt(objectAt(given, 'metadata'), 'uid'), uid)
  requireValid(secondsOf(given))
  const body = await admitBody(context, info.name, {
    ...given,
    spec: { ...objectAt(given, 'spec'), expirationSeconds: secondsOf(given) },
  })
  const [spec, seconds] = [objectAt(body, 'spec'), secondsOf(body)]
  const bound = boundObject(request, account, findObject(spec, 'boundObjectRef'))
  const issuedAt = Math.floor(now.getTime() / 1000)
  const audiences = audiencesOf(spec)
  const isExtended =
    bound?.kind === 'Pod' && seconds === projectedSeconds && audiences.every(each => each === issuer)
  const token = signToken(services, {
    namespace: info.namespace,
    account: { name: info.name, uid },
    audiences,
    issuedAt,
    expiresAt: issuedAt + (isExtended ? extendedSeconds : seconds),
    ...(isExtended ? { warnAfter: issuedAt + seconds } : {}),
    ...(bound ? { bound } : {}),
    ...(bound?.kind === 'Pod' ? nodeOf(request, bound.name) : {}),
  })
  const managedFields = managersOf(context, body)
  const object = answerOf(request, { body, audiences, seconds, token, issuedAt, uid, managedFields })
  return { type: 'object', code: 201, object }
}

/** Who asks owns what the request says, as of anything that is created. */
function managersOf({ type, fieldManager, now }: WriteContext, body: JsonObject): JsonValue | undefined {
  const { apiVersion, kind, schemaName } = tokenRequestKind
  const schema = builtInSchema(schemaName) ?? {}
  const resourceType = { ...type, apiVersion, kind, schemaName, schema }
  const update = {
    manager: fieldManager,
    operation: 'Update',
    resourceType,
    subresource: 'token',
    now,
  } as const
  const { metadata } = updateManagedFields(undefined, { ...body, apiVersion, kind, metadata: {} }, update)
  return objectAt({ metadata }, 'metadata')['managedFields']
}

/** A body that names an account must name that of the path. */
function requireIdentity({ info }: ApiRequest, metadata: JsonObject): void {
  const [name, namespace] = [textAt(metadata, 'name'), textAt(metadata, 'namespace')]
  if (namespace && namespace !== info.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  if (!name || name === info.name) return
  throw invalidObject(qualifiedKind, info.name, [
    invalid('metadata.name', name, 'must match the service account name if specified'),
  ])
}

function requireUid({ info }: ApiRequest, given: string, actual: string): void {
  if (!given || given === actual) return
  const { group, kind } = qualifiedKind
  throw conflict(
    { group, plural: kind },
    info.name,
    `the UID in the token request (${given}) does not match the UID of the service account (${actual})`,
  )
}

/** The node of a Pod, as its token tells it. */
function nodeOf({ services, info }: ApiRequest, pod: string): Pick<TokenClaims, 'node'> {
  const spec = objectAt(services.store.get('pods', info.namespace, pod)?.object ?? {}, 'spec')
  const name = textAt(spec, 'nodeName')
  if (!name) return {}
  const stored = services.store.get('nodes', '', name)
  return { node: { name, ...(stored ? { uid: textAt(stored.metadata, 'uid') } : {}) } }
}

function requireValid(seconds: number): void {
  const errors: FieldError[] = []
  const field = 'spec.expirationSeconds'
  if (seconds < 600) errors.push(invalid(field, seconds, 'may not specify a duration less than 10 minutes'))
  if (seconds > 2 ** 32)
    errors.push(invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds'))
  if (errors.length > 0) throw invalidObject(qualifiedKind, '', errors)
}

const boundKinds = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' } as const

function boundObject(
  request: ApiRequest,
  account: Stored,
  reference: JsonObject | undefined,
): TokenClaims['bound'] {
  if (!reference) return undefined
  const [kind, name, uid] = [textAt(reference, 'kind'), textAt(reference, 'name'), textAt(reference, 'uid')]
  const apiVersion = textAt(reference, 'apiVersion')
  const isKnown = kind === 'Pod' || kind === 'Secret' || kind === 'Node'
  if (!isKnown || apiVersion.includes('/')) {
    const version = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`
    throw badRequest(`cannot bind token to object of type ${version}, Kind=${kind}`)
  }
  if (!name) throw badRequest('Name parameter required.')
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
    readonly body: JsonObject
    readonly audiences: readonly string[]
    readonly seconds: number
    readonly token: string
    readonly issuedAt: number
    readonly uid: string
    readonly managedFields: JsonValue | undefined
  },
): JsonObject {
  const time = (seconds: number) => new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
  return {
    kind: 'TokenRequest',
    apiVersion: tokenRequestKind.apiVersion,
    metadata: {
      ...objectAt(made.body, 'metadata'),
      name: info.name,
      namespace: info.namespace,
      uid: made.uid,
      creationTimestamp: now.toISOString().replace(/\.\d+Z$/, 'Z'),
      managedFields: made.managedFields,
    },
    spec: {
      audiences: made.audiences,
      expirationSeconds: made.seconds,
      boundObjectRef: objectAt(made.body, 'spec')['boundObjectRef'] ?? null,
    },
    status: { token: made.token, expirationTimestamp: time(made.issuedAt + made.seconds) },
  }
}
