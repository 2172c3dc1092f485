import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import type { HttpResponse } from './exchange.ts'
import { sendPieces } from './send.ts'

/** A client that reads a piece at a time, and goes away after so many. */
class SlowClient extends EventEmitter implements HttpResponse {
  readonly headersSent = false
  destroyed = false
  readonly #patience: number
  #read = 0
  received = ''

  constructor(patience = Number.POSITIVE_INFINITY) {
    super()
    this.#patience = patience
  }

  setHeader(): void {}
  writeHead(): void {}
  flushHeaders(): void {}

  write(chunk: Uint8Array): boolean {
    this.received += Buffer.from(chunk).toString()
    setImmediate(() => {
      if (++this.#read < this.#patience) return this.emit('drain')
      this.destroyed = true
      return this.emit('close')
    })
    return false
  }

  end(chunk?: Uint8Array): void {
    if (chunk) this.received += Buffer.from(chunk).toString()
  }

  destroy(): void {}
  onDrain(listener: () => void): void {
    this.once('drain', listener)
  }
  onClose(listener: () => void): void {
    this.once('close', listener)
  }
}

const options = { acceptsGzip: false, isHead: false }
const piece = 'x'.repeat(40_000)

test('a long body waits for its client, and listens to its end once', async () => {
  const client = new SlowClient()
  await sendPieces(
    client,
    200,
    Array.from({ length: 60 }, () => piece),
    {},
    options,
  )
  assert.equal(client.received.length, 60 * piece.length)
  assert.equal(client.listenerCount('close'), 1)
  assert.equal(client.listenerCount('drain'), 0)
})

test('a client that has gone is sent no more', async () => {
  const client = new SlowClient(3)
  let made = 0
  const pieces = (function* () {
    for (; made < 1000; made++) yield piece
  })()
  await sendPieces(client, 200, pieces, {}, options)
  assert.ok(made < 50, `${made} pieces were made`)
})
