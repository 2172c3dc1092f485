/**
 * Writes protobuf from the end to the start: what is inside a message is written before its length, so that lengths
 * are known when they are written and nothing is copied.
 */
export class ReverseWriter {
  #bytes: Buffer
  /** What is written starts here. */
  #start: number

  constructor(size = 4096) {
    this.#bytes = Buffer.allocUnsafe(size)
    this.#start = size
  }

  /** How many bytes are written. */
  get length(): number {
    return this.#bytes.length - this.#start
  }

  /** What is written; the writer is not used after that. */
  finish(): Buffer {
    return this.#bytes.subarray(this.#start)
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[--this.#start] = value
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length)
    this.#start -= value.length
    this.#bytes.set(value, this.#start)
  }

  text(value: string): void {
    const length = Buffer.byteLength(value)
    this.#reserve(length)
    this.#start -= length
    this.#bytes.write(value, this.#start, 'utf8')
  }

  double(value: number): void {
    this.#reserve(8)
    this.#start -= 8
    this.#bytes.writeDoubleLE(value, this.#start)
  }

  varint(value: number | bigint): void {
    if (typeof value === 'bigint' || value < 0 || value > Number.MAX_SAFE_INTEGER) {
      this.#bigVarint(BigInt.asUintN(64, BigInt(value)))
      return
    }
    let size = 1
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++
    this.#reserve(size)
    this.#start -= size
    let rest = value
    for (let i = 0; i < size - 1; i++) {
      this.#bytes[this.#start + i] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#start + size - 1] = rest
  }

  /** Number and wire type of a field, before its value. */
  tag(number: number, wire: number): void {
    this.varint(number * 8 + wire)
  }

  /** Length and tag of what was written since there were `before` bytes. */
  delimit(number: number, before: number): void {
    this.varint(this.length - before)
    this.tag(number, 2)
  }

  #bigVarint(value: bigint): void {
    const groups: number[] = []
    let rest = value
    for (; rest > 0x7fn; rest >>= 7n) groups.push(Number(rest & 0x7fn) | 0x80)
    groups.push(Number(rest))
    this.bytes(Uint8Array.from(groups))
  }

  #reserve(count: number): void {
    if (this.#start >= count) return
    const size = Math.max(this.#bytes.length * 2, this.length + count)
    const bytes = Buffer.allocUnsafe(size)
    this.#bytes.copy(bytes, size - this.length, this.#start)
    this.#start = size - this.length
    this.#bytes = bytes
  }
}
