/**
 * Git's framing: each packet is four hex digits of length, then its bytes (gitprotocol-common, "pkt-line Format").
 * @module
 */
import { GitError } from './errors.ts'

/** One packet. `flush` ends a section. */
export type Packet =
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'flush' }
  | { readonly type: 'end' }

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The packet that ends a section. */
export const flushPacket: Uint8Array = encoder.encode('0000')

/** Frames a line. */
export function encodePacket(text: string): Uint8Array {
  const bytes = encoder.encode(text)
  return encoder.encode((bytes.length + 4).toString(16).padStart(4, '0') + text)
}

/** A packet's text without its line end. */
export function packetText(bytes: Uint8Array): string {
  return decoder.decode(bytes).replace(/\n$/, '')
}

/** Takes packets from a stream of bytes. */
export class PacketReader {
  readonly #source: AsyncIterator<Uint8Array>
  #buffer: Uint8Array = new Uint8Array(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The next packet; `end` where the stream ends between packets. */
  async next(): Promise<Packet> {
    if (!(await this.#fill(4))) {
      if (this.#buffer.length === 0) return { type: 'end' }
      throw new GitError('unexpected end of the answer')
    }
    const digits = decoder.decode(this.#take(4))
    const length = /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN
    if (length === 0 || length === 1 || length === 2) return { type: 'flush' }
    if (!(length >= 4)) throw new GitError("the answer is not in Git's format: invalid pkt-len found")
    if (!(await this.#fill(length - 4))) throw new GitError('unexpected end of the answer')
    return { type: 'data', bytes: this.#take(length - 4) }
  }

  /** Lets go of the stream. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }

  async #fill(length: number): Promise<boolean> {
    if (this.#buffer.length >= length) return true
    const parts = [this.#buffer]
    let size = this.#buffer.length
    while (size < length) {
      const { value, done } = await this.#source.next()
      if (done) break
      parts.push(value)
      size += value.length
    }
    this.#buffer = parts.length === 1 ? this.#buffer : Buffer.concat(parts)
    return size >= length
  }

  #take(length: number): Uint8Array {
    const taken = this.#buffer.subarray(0, length)
    this.#buffer = this.#buffer.subarray(length)
    return taken
  }
}
