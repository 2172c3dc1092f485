/**
 * The webhook server: a request to a Receiver's path, verified as its type demands, wakes the resources it names.
 * Answers have no body, so that a stranger learns nothing but the status.
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Receiver } from '@sluice/api/notification'
import type { JsonValue } from '@sluice/base/json'
import type { Log, ObjectCache } from '@sluice/kube/runtime'
import type { Deps, ResourceMetadata } from './deps.ts'
import { compileFilters, type Filters, payloadOf } from './filter.ts'
import { selectorsOf } from './selectors.ts'
import { specOf } from './spec-of.ts'
import { verifyWebhook, WebhookRefused, type WebhookRequest } from './verify.ts'

/** What the server answers from. */
export interface ReceiverServerOptions {
  readonly port: number
  readonly host?: string
  readonly receivers: ObjectCache<Receiver>
  readonly deps: Deps
  readonly log: Log
  /** The time now. */
  readonly now: () => Date
  /** Refuse resources in other namespaces than the Receiver's. */
  readonly noCrossNamespaceRefs?: boolean
}

/** A running webhook server. */
export interface ReceiverServer {
  /** `http://<host>:<port>` */
  readonly url: string
  stop(): Promise<void>
}

/** Flux: bodies over 3 MiB are refused before anything else is looked at. */
const maxBody = 3 << 20

/** Starts to answer webhooks. */
export function startReceiverServer(options: ReceiverServerOptions): Promise<ReceiverServer> {
  const host = options.host ?? '127.0.0.1'
  const server = createServer((request, response) => void handle(request, response, options))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : options.port
      const stop = () => new Promise<void>(done => server.close(() => done()).closeAllConnections())
      resolve({ url: `http://${host}:${port}`, stop })
    })
  })
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: ReceiverServerOptions,
): Promise<void> {
  if (!request.url?.startsWith('/hook/')) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n')
    return
  }
  try {
    response.writeHead(await answer(request.url, request, options))
  } catch (error) {
    options.log.error('unable to answer a webhook', error)
    response.writeHead(500)
  }
  response.end()
}

/** The status to answer with, once all is done. */
async function answer(
  url: string,
  request: IncomingMessage,
  options: ReceiverServerOptions,
): Promise<number> {
  const body = await readBody(request)
  if (body === undefined) return 413
  const receiver = options.receivers.byIndex('webhookPath', url)[0]
  if (!receiver) return 404
  if (specOf(receiver).suspend || !isReady(receiver)) return 503

  const log = options.log.with({ receiver: `${receiver.metadata.namespace}/${receiver.metadata.name}` })
  const webhook: WebhookRequest = { headers: singleHeaders(request), body }
  const refusal = await whyRefused(receiver, webhook, options.deps)
  if (refusal !== undefined) {
    log.error('webhook refused', refusal)
    return 400
  }
  return await wake(receiver, webhook, { ...options, log })
}

async function whyRefused(
  receiver: Receiver,
  webhook: WebhookRequest,
  deps: Deps,
): Promise<Error | undefined> {
  const { type, secretRef, events } = specOf(receiver)
  try {
    const token = secretRef ? await deps.readToken(receiver.metadata.namespace ?? '', secretRef.name) : ''
    verifyWebhook(type, webhook, { token, events: events ?? [] })
    return undefined
  } catch (error) {
    if (error instanceof WebhookRefused) return error
    return new Error('its token cannot be read', { cause: error })
  }
}

/** Wakes every resource that the Receiver names and its filters let pass. One failure does not keep the others. */
async function wake(
  receiver: Receiver,
  webhook: WebhookRequest,
  options: ReceiverServerOptions,
): Promise<number> {
  const { deps, log } = options
  const filters = compileFilters(receiver)
  const payload = filters.isNeeded ? payloadOf(webhook) : {}
  let failures = 0
  for (const [index, selector] of selectorsOf(receiver).entries()) {
    try {
      if (options.noCrossNamespaceRefs && selector.namespace !== receiver.metadata.namespace) {
        throw new Error(
          `cross-namespace references are not allowed: '${selector.namespace}/${selector.name}'`,
        )
      }
      const found = await deps.findResources(selector)
      const wanted = found.filter(resource => passes(filters, index, { resource, payload }))
      await Promise.all(wanted.map(resource => deps.requestReconcile(resource, options.now().toISOString())))
    } catch (error) {
      log.error(`unable to wake ${selector.kind} '${selector.namespace}/${selector.name}'`, error)
      failures++
    }
  }
  return failures > 0 ? 500 : 200
}

function passes(
  filters: Filters,
  index: number,
  of: { resource: ResourceMetadata; payload: JsonValue },
): boolean {
  return filters.passes(index, { req: of.payload, res: of.resource as unknown as JsonValue })
}

function isReady(receiver: Receiver): boolean {
  return (
    receiver.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
  )
}

function singleHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )
}

/** Undefined if the body is larger than allowed; what follows is not read. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > maxBody) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
