/**
 * Is a webhook request what its Receiver's type promises? One function per type, in one table.
 *
 * Flux compares some tokens with `==`; here every comparison takes the same time whatever differs, and an empty
 * token verifies nothing.
 * @module
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** A webhook request as it came in. Header names are lower case. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/** What a Receiver expects of a request. */
export interface Expectation {
  /** The Receiver's token. */
  readonly token: string
  /** `spec.events`; empty takes every event. */
  readonly events: readonly string[]
}

/** The request is not what the Receiver expects. Never says what would have been right. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused'
}

type Verifier = (request: WebhookRequest, expected: Expectation) => void

const verifiers: Readonly<Record<string, Verifier>> = {
  generic: () => {},
  'generic-hmac': (request, { token }) => requireHmac(request, 'x-signature', token),
  github: verifyGitHub('x-github-event'),
  bitbucket: verifyGitHub('x-event-key'),
  gitlab: (request, { token, events }) => {
    requireToken(request, 'x-gitlab-token', token)
    requireEvent(request, 'x-gitlab-event', events)
  },
  harbor: (request, { token }) => requireToken(request, 'authorization', token),
  dockerhub: request => requireMembers(request, ['push_data', 'repository']),
  quay: request => requireMembers(request, ['docker_url', 'updated_tags']),
  nexus: (request, { token }) => {
    requireSignature(request, { header: 'x-nexus-webhook-signature', algorithm: 'sha1', token })
    requireMembers(request, ['action', 'repositoryName'])
  },
  acr: request => requireMembers(request, ['action', 'target']),
  cdevents: (request, { events }) => {
    requireMembers(request, ['context', 'subject'])
    requireEvent(request, 'ce-type', events)
  },
}

/** The types whose requests can be verified. */
export function canVerify(type: string): boolean {
  return type in verifiers
}

/** @throws WebhookRefused if the request is not what a Receiver of this type expects */
export function verifyWebhook(type: string, request: WebhookRequest, expected: Expectation): void {
  const verify = verifiers[type]
  if (!verify) throw new WebhookRefused(`requests of type '${type}' cannot be verified yet`)
  verify(request, expected)
}

/** GitHub, Gitea and Bitbucket sign the body, whatever content type they were told to use. */
function verifyGitHub(eventHeader: string): Verifier {
  return (request, { token, events }) => {
    const contentType = request.headers['content-type']?.split(';')[0]?.trim()
    if (contentType !== 'application/json' && contentType !== 'application/x-www-form-urlencoded') {
      throw new WebhookRefused(`content type '${contentType ?? ''}' is not supported`)
    }
    requireHmac(
      request,
      request.headers['x-hub-signature-256'] ? 'x-hub-signature-256' : 'x-hub-signature',
      token,
    )
    requireEvent(request, eventHeader, events)
  }
}

/** A header of the form `<algorithm>=<hex>`. */
function requireHmac(request: WebhookRequest, header: string, token: string): void {
  const [, algorithm, signature] =
    /^(sha1|sha256|sha512)=([0-9a-fA-F]+)$/.exec(request.headers[header] ?? '') ?? []
  if (algorithm === undefined || signature === undefined)
    throw new WebhookRefused(`header '${header}' has no signature`)
  requireSameHmac(request.body, { algorithm, token, signature })
}

function requireSignature(
  request: WebhookRequest,
  by: { header: string; algorithm: string; token: string },
): void {
  const signature = request.headers[by.header]
  if (!signature) throw new WebhookRefused(`header '${by.header}' has no signature`)
  requireSameHmac(request.body, { ...by, signature })
}

function requireSameHmac(
  body: Uint8Array,
  by: { algorithm: string; token: string; signature: string },
): void {
  if (by.token === '') throw new WebhookRefused('the token is empty')
  const digest = createHmac(by.algorithm, by.token).update(body).digest('hex')
  if (!sameText(digest, by.signature.toLowerCase())) throw new WebhookRefused('the signature does not match')
}

function requireToken(request: WebhookRequest, header: string, token: string): void {
  if (token === '' || !sameText(request.headers[header] ?? '', token)) {
    throw new WebhookRefused(`header '${header}' does not hold the token`)
  }
}

function requireEvent(request: WebhookRequest, header: string, events: readonly string[]): void {
  if (events.length === 0) return
  const event = (request.headers[header] ?? '').toLowerCase()
  if (!events.some(allowed => allowed.toLowerCase() === event)) {
    throw new WebhookRefused(`the event '${event}' is not among those the receiver takes`)
  }
}

function requireMembers(request: WebhookRequest, members: readonly string[]): void {
  const body = parseObject(request.body)
  const missing = members.find(member => !(member in body))
  if (missing !== undefined) throw new WebhookRefused(`the body has no '${missing}'`)
}

function parseObject(body: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    if (typeof value === 'object' && value !== null) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new WebhookRefused('the body is not a JSON object')
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
