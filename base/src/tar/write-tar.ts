/**
 * Writes tar archives of directories and regular files whose bytes depend on names, kinds and contents alone unless
 * told: no owners, no times, and a fixed mode for each kind. Names that do not fit the old header get an extended one (PAX).
 * @module
 */

/** What a header says of one entry. */
export interface TarHeader {
  /** Relative to the archive's root, `.` for the root itself. */
  readonly path: string
  readonly type: 'directory' | 'file' | 'executable'
  /** Bytes of content; 0 for a directory. */
  readonly size: number
  /** Permissions, if not those of its kind. */
  readonly mode?: number
  /** Seconds since 1970. Default 0. */
  readonly modified?: number
}

const blockSize = 512
const modes = { directory: 0o750, executable: 0o700, file: 0o600 } as const
const encoder = new TextEncoder()

/** The blocks that come before an entry's content. */
export function tarHeader(header: TarHeader): Uint8Array {
  const name = encoder.encode(header.path)
  const typeflag = header.type === 'directory' ? '5' : '0'
  const { mode = modes[header.type], modified = 0, size } = header
  const fields = { mode, modified, size, typeflag }
  const isAscii = name.length === header.path.length
  const split = isAscii && header.size < 8 ** 11 ? splitName(name) : undefined
  if (split) return block({ ...fields, ...split })
  const records = paxRecords(header)
  const extended = block({
    ...fields,
    mode: 0,
    size: records.length,
    typeflag: 'x',
    name: paxName(header.path),
  })
  const main = block({ ...fields, size: Math.min(header.size, 8 ** 11 - 1), name: name.subarray(0, 100) })
  return concat([extended, records, tarPadding(records.length), main])
}

/** The zeros that fill up an entry's content of that size to a whole block. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((blockSize - (size % blockSize)) % blockSize)
}

/** The two empty blocks that end an archive. */
export const tarEnd: Uint8Array = new Uint8Array(2 * blockSize)

interface BlockFields {
  readonly name: Uint8Array
  readonly prefix?: Uint8Array
  readonly mode: number
  readonly modified: number
  readonly size: number
  readonly typeflag: string
}

function block(fields: BlockFields): Uint8Array {
  const bytes = new Uint8Array(blockSize)
  bytes.set(fields.name, 0)
  const put = (text: string, at: number) => bytes.set(encoder.encode(text), at)
  put(octal(fields.mode, 7), 100)
  put(octal(0, 7), 108)
  put(octal(0, 7), 116)
  put(octal(fields.size, 11), 124)
  put(octal(fields.modified, 11), 136)
  put(fields.typeflag, 156)
  put('ustar\u000000', 257)
  put(octal(0, 7), 329)
  put(octal(0, 7), 337)
  if (fields.prefix) bytes.set(fields.prefix, 345)
  put(`${octal(checksum(bytes), 6)}\u0000 `, 148)
  return bytes
}

/** The sum of a header's bytes, its own field counted as blanks. */
export function checksum(header: Uint8Array): number {
  let sum = 8 * 0x20
  for (let i = 0; i < blockSize; i++) if (i < 148 || i >= 156) sum += header[i] ?? 0
  return sum
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}

/** A long name may be split at a slash into a prefix of 155 and a name of 100 bytes. */
function splitName(path: Uint8Array): { name: Uint8Array; prefix?: Uint8Array } | undefined {
  if (path.length <= 100) return { name: path }
  const slash = path.lastIndexOf(0x2f, 155)
  const rest = path.length - slash - 1
  return slash <= 0 || rest > 100 || rest === 0
    ? undefined
    : { prefix: path.subarray(0, slash), name: path.subarray(slash + 1) }
}

function paxName(path: string): Uint8Array {
  return encoder.encode(`PaxHeaders.0/${path.slice(path.lastIndexOf('/') + 1)}`).subarray(0, 100)
}

function paxRecords(header: TarHeader): Uint8Array {
  const size = header.size >= 8 ** 11 ? paxRecord('size', String(header.size)) : ''
  return encoder.encode(`${paxRecord('path', header.path)}${size}`)
}

/** `<length> <key>=<value>\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = encoder.encode(` ${key}=${value}\n`).length
  let length = rest + String(rest).length
  if (rest + String(length).length !== length) length = rest + String(length).length
  return `${length} ${key}=${value}\n`
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}
