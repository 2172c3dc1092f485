import { Readable } from 'node:stream'
import { readAuthentication } from '../authn/index.ts'
import type { HttpHandler, HttpResponse } from '../http/exchange.ts'
import { createServices, handlerOf, startParts } from './assemble.ts'
import { blankUid } from './initial/finished.ts'
import { publishAddress } from './initial/index.ts'

/**
 * Does what every start does but listen, and answers a request, on a server that is then forgotten: whoever keeps an
 * image of the process starts from there with all schemas read and all code compiled. Draws no UIDs, which would be
 * the same in every process made of the image.
 */
export async function rehearseStart(): Promise<void> {
  const host = '127.0.0.1'
  const token = 'rehearsal'
  const authentication = await readAuthentication(undefined)
  const services = createServices(
    { host, token },
    authentication,
    () => `https://${host}`,
    () => blankUid,
  )
  const stopParts = await startParts(services, {})
  await publishAddress(services, host, 6443)
  const handler = handlerOf(services, authentication)
  for (const target of ['/readyz', '/api/v1/namespaces/default']) await get(handler, target, token)
  await stopParts()
}

/** Resolves when the answer has ended. */
function get(handler: HttpHandler, target: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'audit-id': 'rehearsal' }
  return new Promise(resolve => {
    handler({ method: 'GET', target, headers, socket: undefined, body: Readable.from([]) }, silent(resolve))
  })
}

function silent(ended: () => void): HttpResponse {
  return {
    headersSent: false,
    destroyed: false,
    setHeader: () => undefined,
    writeHead: () => undefined,
    flushHeaders: () => undefined,
    write: () => true,
    end: ended,
    destroy: ended,
    onDrain: () => undefined,
    onClose: () => undefined,
  }
}
