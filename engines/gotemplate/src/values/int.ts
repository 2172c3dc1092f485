/** The integer kinds of Go. */
export type IntKind =
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'

/** An integer of Go, kept apart from float64 (`number`). `int` and `int64` are 64 bits wide. */
export class Int {
  readonly kind: IntKind
  /** Within the range of `kind`: whoever computes wraps (`BigInt.asIntN`) before making one. */
  readonly value: bigint

  constructor(kind: IntKind, value: bigint) {
    this.kind = kind
    this.value = value
  }

  toString(): string {
    return this.value.toString()
  }
}

/** A Go `int`, wrapped to 64 bits. */
export function int(value: number | bigint): Int {
  return new Int('int', BigInt.asIntN(64, BigInt(value)))
}

/** A Go `int64`, wrapped to 64 bits. */
export function int64(value: number | bigint): Int {
  return new Int('int64', BigInt.asIntN(64, BigInt(value)))
}
