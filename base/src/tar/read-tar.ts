/**
 * Reads tar archives (ustar, PAX, GNU) in memory. Hostile archives are refused: names that lead out of the tree, more
 * entries or bytes than allowed, wrong checksums. Links are dropped: a tree has none.
 * @module
 */
import { ArchiveError, type ArchiveLimits, defaultLimits } from './limits.ts'
import { checksum } from './write-tar.ts'

/** A directory or file of an archive, its content a view into the archive's bytes. */
export interface TarEntry {
  /** Cleaned: relative, without `.` or empty parts; `''` for the root. */
  readonly path: string
  readonly type: 'directory' | 'file'
  readonly isExecutable: boolean
  readonly content: Uint8Array
}

/** An entry as an archive stores it, long names resolved: nothing about its name or type is checked. */
export interface RawTarEntry {
  readonly name: string
  readonly mode: number
  readonly typeflag: string
  readonly content: Uint8Array
}

interface RawHeader extends Omit<RawTarEntry, 'content'> {
  readonly size: number
}

const blockSize = 512
const decoder = new TextDecoder()

/**
 * The archive's directories and files, in the order they are stored.
 * @throws ArchiveError if it is broken, hostile or too large
 */
export function* readTar(archive: Uint8Array, limits: ArchiveLimits = defaultLimits): Generator<TarEntry> {
  const entries = readRawTar(archive, limits)
  for (let next = entries.next(); !next.done || next.value === 'cut'; next = entries.next()) {
    if (next.done) throw new ArchiveError('archive has no end')
    const raw = next.value
    const path = safePath(raw.name)
    const type = typeOf(raw, path)
    if (type === 'link') continue
    yield { path, type, isExecutable: type === 'file' && (raw.mode & 0o111) !== 0, content: raw.content }
  }
}

/**
 * The archive's entries for a caller that has rules of its own for names and types. Returns whether the archive has an
 * end mark or is cut between two entries.
 * @throws ArchiveError if it is broken or too large
 */
export function* readRawTar(
  archive: Uint8Array,
  limits: ArchiveLimits = defaultLimits,
): Generator<RawTarEntry, 'end' | 'cut'> {
  let offset = 0
  let entries = 0
  let bytes = 0
  let overrides: ReadonlyMap<string, string> = new Map()
  while (offset + blockSize <= archive.length) {
    const head = archive.subarray(offset, offset + blockSize)
    if (head.every(byte => byte === 0)) return 'end'
    const raw = readHeader(head)
    const size = sizeOf(raw, overrides)
    const content = archive.subarray(offset + blockSize, offset + blockSize + size)
    if (content.length < size) throw new ArchiveError('archive ends within an entry')
    offset += blockSize + Math.ceil(size / blockSize) * blockSize
    if (++entries > limits.entries) throw new ArchiveError(`archive has more than ${limits.entries} entries`)

    const extension = readExtension(raw.typeflag, content)
    if (extension) {
      overrides = new Map([...overrides, ...extension])
      continue
    }
    const name = overrides.get('path') ?? raw.name
    overrides = new Map()
    bytes += size
    if (bytes > limits.bytes) throw new ArchiveError(`archive unpacks to more than ${limits.bytes} bytes`)
    yield { name, mode: raw.mode, typeflag: raw.typeflag, content }
  }
  return 'cut'
}

function readHeader(head: Uint8Array): RawHeader {
  if (number(head, 148, 8) !== checksum(head)) throw new ArchiveError('entry has a wrong checksum')
  const isUstar = text(head, 257, 5) === 'ustar' && head[262] === 0
  const prefix = isUstar ? text(head, 345, 155) : ''
  const name = text(head, 0, 100)
  return {
    name: prefix ? `${prefix}/${name}` : name,
    size: number(head, 124, 12),
    mode: number(head, 100, 8),
    typeflag: String.fromCharCode(head[156] ?? 0),
  }
}

/** Links have no content, whatever their size field says. */
function sizeOf(raw: RawHeader, overrides: ReadonlyMap<string, string>): number {
  if ('123456'.includes(raw.typeflag)) return 0
  const size = Number(overrides.get('size') ?? raw.size)
  if (!Number.isSafeInteger(size) || size < 0) throw new ArchiveError('entry has an impossible size')
  return size
}

/** Long names and the like, which come as entries of their own before the one they are about. */
function readExtension(typeflag: string, content: Uint8Array): ReadonlyMap<string, string> | undefined {
  switch (typeflag) {
    case 'x':
      return paxRecords(content)
    case 'L':
      return new Map([['path', text(content, 0, content.length)]])
    case 'g':
    case 'K':
      return new Map()
    default:
      return undefined
  }
}

function paxRecords(content: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>()
  let offset = 0
  while (offset < content.length) {
    const blank = content.indexOf(0x20, offset)
    const length = blank < 0 ? Number.NaN : Number(decoder.decode(content.subarray(offset, blank)))
    if (!Number.isInteger(length) || length <= blank - offset || offset + length > content.length) {
      throw new ArchiveError('extended header is broken')
    }
    const record = decoder.decode(content.subarray(blank + 1, offset + length - 1))
    const equals = record.indexOf('=')
    if (equals < 0) throw new ArchiveError('extended header is broken')
    records.set(record.slice(0, equals), record.slice(equals + 1))
    offset += length
  }
  return records
}

function typeOf(raw: RawTarEntry, path: string): 'directory' | 'file' | 'link' {
  switch (raw.typeflag) {
    case '0':
    case '\0':
    case '7':
      return raw.name.endsWith('/') ? 'directory' : 'file'
    case '5':
      return 'directory'
    case '1':
    case '2':
      return 'link'
    default:
      throw new ArchiveError(`entry '${path}' is of a type that has no place in a tree`)
  }
}

function safePath(name: string): string {
  const parts = name.split('/')
  if (name.startsWith('/') || name.includes('\\') || name.includes('\0') || parts.includes('..')) {
    throw new ArchiveError(`entry '${name}' leads out of the tree`)
  }
  return parts.filter(part => part !== '' && part !== '.').join('/')
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  const field = bytes.subarray(offset, offset + length)
  const end = field.indexOf(0)
  return decoder.decode(end < 0 ? field : field.subarray(0, end))
}

/** An octal number, or a big-endian binary one if the first bit is set. */
function number(bytes: Uint8Array, offset: number, length: number): number {
  const first = bytes[offset] ?? 0
  if (first & 0x80) {
    let value = first & 0x7f
    for (let i = 1; i < length; i++) value = value * 256 + (bytes[offset + i] ?? 0)
    return value
  }
  const digits = text(bytes, offset, length).trim()
  if (digits === '') return 0
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN
}
