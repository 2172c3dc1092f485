/** Writes bodies: whole and with their length where they are small, else as they are made. @module */
import { promisify } from 'node:util'
import { createGzip, gzip } from 'node:zlib'
import type { HttpResponse } from './exchange.ts'

/** From here on compressing pays, as in Kubernetes. */
const gzipFrom = 128 * 1024
/** What is made at once of a long body. */
const batchSize = 256 * 1024
const fast = { level: 1 } as const
const compress = promisify(gzip)

export interface SendOptions {
  readonly acceptsGzip: boolean
  readonly isHead: boolean
  readonly isUncached?: boolean | undefined
}

type Headers = Readonly<Record<string, string>>
const uncached: Headers = { 'cache-control': 'no-cache, private' }

/** Sends a body that is there. */
export async function send(
  response: HttpResponse,
  code: number,
  content: string | Buffer,
  headers: Headers,
  { acceptsGzip, isHead, isUncached }: SendOptions,
): Promise<void> {
  const plain = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
  const isCompressed = acceptsGzip && plain.length >= gzipFrom
  const body = isCompressed ? await compress(plain, fast) : plain
  const all = { ...(isUncached ? {} : uncached), ...headers, 'content-length': String(body.length) }
  writeHead(response, code, all, isCompressed)
  response.end(isHead ? undefined : body)
}

/** Sends a body piece by piece: what is long is never whole in memory, and waits for a client that is slow. */
export async function sendPieces(
  response: HttpResponse,
  code: number,
  pieces: Iterable<string>,
  headers: Headers,
  options: SendOptions,
): Promise<void> {
  const batches = inBatches(pieces)
  const first = batches.next()
  const second = batches.next()
  if (second.done) return await send(response, code, first.value ?? '', headers, options)
  writeHead(response, code, { ...uncached, ...headers }, options.acceptsGzip)
  const rest = allOf([first.value ?? '', second.value], batches)
  const writer = new Writer(response)
  if (options.acceptsGzip) await writeCompressed(response, writer, rest)
  else for (const batch of rest) if (!(await writer.write(Buffer.from(batch)))) break
  response.end()
}

function writeHead(response: HttpResponse, code: number, headers: Headers, isCompressed: boolean): void {
  response.writeHead(code, {
    ...headers,
    ...(isCompressed ? { 'content-encoding': 'gzip', vary: headers['vary'] ?? 'Accept-Encoding' } : {}),
  })
}

function* inBatches(pieces: Iterable<string>): Generator<string, undefined> {
  let batch = ''
  for (const piece of pieces) {
    batch += piece
    if (batch.length < batchSize) continue
    yield batch
    batch = ''
  }
  if (batch !== '') yield batch
}

function* allOf(first: readonly string[], rest: Iterable<string>): Generator<string> {
  yield* first
  yield* rest
}

async function writeCompressed(
  response: HttpResponse,
  writer: Writer,
  batches: Iterable<string>,
): Promise<void> {
  // Who goes away while it is being compressed is no error.
  const zip = createGzip(fast).on('error', () => undefined)
  const reading = (async () => {
    for await (const chunk of zip) if (!(await writer.write(chunk))) break
  })()
  for (const batch of batches) {
    if (response.destroyed) break
    if (!zip.write(batch))
      await new Promise<void>(resolve => zip.once('drain', resolve).once('close', resolve))
  }
  zip.end()
  await reading
}

/** Writes to one response, as fast as its client reads. */
class Writer {
  readonly #response: HttpResponse
  #goOn: (() => void) | undefined

  constructor(response: HttpResponse) {
    this.#response = response
    response.onClose(() => this.#goOn?.())
  }

  /** Resolves once more may be written, others having had their turn; false where nobody reads any longer. */
  async write(chunk: Uint8Array): Promise<boolean> {
    const response = this.#response
    const isReady = response.write(chunk)
    await new Promise<void>(resolve => {
      if (isReady || response.destroyed) return void setImmediate(resolve)
      this.#goOn = resolve
      response.onDrain(resolve)
    })
    return !response.destroyed
  }
}
