/** The question put to a webhook, and its answer held against the rules. @module */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { isJsonObject, parseJson } from '@sluice/base/json'
import { jsonProblem } from '../../patch/json-body.ts'
import { findObject, textAt, textMapAt, textsAt } from '../../strategy/values/read.ts'
import type { AdmissionRequest } from '../chain.ts'
import type { Match } from '../request-match.ts'
import { requestJson } from '../request-variables.ts'

/** The versions of the question that are spoken, in no order: the webhook's list decides. */
export const spoken: readonly string[] = ['v1', 'v1beta1']

/** The first version of AdmissionReview that a webhook wants and we speak. */
export function reviewVersion(hook: JsonObject): string | undefined {
  return textsAt(hook, 'admissionReviewVersions').find(version => spoken.includes(version))
}

/** The AdmissionReview about a request whose objects are in the version that matched. */
export function reviewOf(request: AdmissionRequest, match: Match, uid: string, version: string): JsonObject {
  return {
    kind: 'AdmissionReview',
    apiVersion: `admission.k8s.io/${version}`,
    request: {
      uid,
      ...requestJson(request, match),
      object: request.object ?? null,
      oldObject: request.oldObject ?? null,
    },
  }
}

/** What a webhook answered. */
export interface Answer {
  readonly allowed: boolean
  readonly patch: readonly JsonValue[]
  readonly result: JsonObject | undefined
  readonly warnings: readonly string[]
  readonly annotations: readonly (readonly [string, string])[]
}

/** An answer that is not one; the message says why. */
export class InvalidAnswer extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'InvalidAnswer'
  }
}

/** An answer whose patch cannot be read. */
export class UndecodablePatch extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UndecodablePatch'
  }
}

/** An answer with a type of patch that is not known. */
export class UnknownPatchType extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnknownPatchType'
  }
}

export interface Expected {
  readonly uid: string
  readonly version: string
  readonly mutating: boolean
}

/**
 * Reads the AdmissionReview that came back.
 * @throws InvalidAnswer, UndecodablePatch
 */
export function readReview(review: JsonObject, expected: Expected): Answer {
  const response = findObject(review, 'response')
  if (!response) throw new InvalidAnswer('webhook response was absent')
  if (expected.version === 'v1') requireFormal(review, response, expected)
  const patch = expected.mutating ? textAt(response, 'patch') : ''
  return {
    allowed: response['allowed'] === true,
    patch: patch ? operationsOf(patch, response['patchType'] ?? 'JSONPatch') : [],
    result: findObject(response, 'status'),
    warnings: textsAt(response, 'warnings'),
    annotations: textMapAt(response, 'auditAnnotations'),
  }
}

/** What version v1 is strict about. */
function requireFormal(review: JsonObject, response: JsonObject, { uid, mutating }: Expected): void {
  const its = textAt(response, 'uid')
  if (its !== uid)
    throw new InvalidAnswer(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(its)}`)
  const wanted = 'admission.k8s.io/v1, Kind=AdmissionReview'
  const kind = `${textAt(review, 'apiVersion') || '/'}, Kind=${textAt(review, 'kind')}`
  if (kind !== wanted) throw new InvalidAnswer(`expected webhook response of ${wanted}, got ${kind}`)
  const [patch, type] = [textAt(response, 'patch'), response['patchType']]
  if (!mutating) {
    if (patch) throw new InvalidAnswer('validating webhook may not return response.patch')
    if (typeof type === 'string')
      throw new InvalidAnswer('validating webhook may not return response.patchType')
    return
  }
  if (patch && typeof type !== 'string') {
    throw new InvalidAnswer('webhook returned response.patch but not response.patchType')
  }
  if (!patch && typeof type === 'string') {
    throw new InvalidAnswer('webhook returned response.patchType but not response.patch')
  }
  if (type === '') throw new InvalidAnswer('webhook returned invalid response.patchType of ""')
}

function operationsOf(base64: string, type: JsonValue): readonly JsonValue[] {
  const text = Buffer.from(base64, 'base64').toString('utf8')
  let value: JsonValue
  try {
    value = parseJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UndecodablePatch(jsonProblem(text))
  }
  if (!Array.isArray(value) || !value.every(each => isJsonObject(each))) {
    throw new UndecodablePatch('json: cannot unmarshal object into Go value of type jsonpatch.Patch')
  }
  if (type !== 'JSONPatch') throw new UnknownPatchType(`unsupported patch type ${JSON.stringify(type)}`)
  return value
}
