import { SignatureError } from './signature-error.ts'

/** Reads what SSH writes: RFC 4251, section 5. */
export class WireReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes)
  }

  /** So many bytes as they are. @throws SignatureError if there are fewer */
  take(length: number): Buffer {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new SignatureError('ssh: unexpected end of data')
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }

  uint32(): number {
    return this.take(4).readUInt32BE()
  }

  /** Bytes behind their length. */
  string(): Buffer {
    return this.take(this.uint32())
  }

  text(): string {
    return this.string().toString('utf8')
  }

  /** A positive number, without the zero that keeps its sign. */
  number(): Buffer {
    const bytes = this.string()
    return bytes[0] === 0 ? bytes.subarray(1) : bytes
  }
}

/** Bytes behind their length. */
export function wireString(bytes: Uint8Array | string): Buffer {
  const content = Buffer.from(bytes)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  return Buffer.concat([length, content])
}
