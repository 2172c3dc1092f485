/**
 * Release records as Secrets: `sh.helm.release.v1.<name>.v<version>`, whose one value is the record as JSON, gzipped,
 * then base64 (and base64 again, as every value of a Secret).
 * @module
 */
import { gzipSync, type ZlibOptions } from 'node:zlib'
import { type JsonValue, parseJson } from '@sluice/base/json'
import { ArchiveError, gunzip } from '@sluice/base/tar'
import { ChartError } from '../chart/chart-error.ts'
import { goJson, readRecord, recordJson } from './record-json.ts'
import type { ReleaseRecord } from './release-record.ts'

/** The type of the Secrets. */
export const recordType = 'helm.sh/release.v1'

/** Labels that Helm itself sets; all others are people's. */
const ownLabels = ['name', 'owner', 'status', 'version', 'createdAt', 'modifiedAt']

/** Secrets hold a mebibyte; a gzipped record cannot be larger. */
const limits = { entries: 0, bytes: 256 * 1024 ** 2, ratio: 1100 } as const

/** The name of the Secret of a version. */
export function recordName(name: string, version: number): string {
  return `sh.helm.release.v1.${name}.v${version}`
}

/** The content of the Secret's `release` value, before the base64 that all values of a Secret have. */
export function encodeRecord(record: ReleaseRecord): string {
  const json = Buffer.from(goJson(recordJson(record)))
  return gzipSync(json, { level: 9, ...windowFor(json.byteLength) }).toString('base64')
}

/** Memory for compression as the text is long, the same for results: the usual window is a lot to clear for little. */
function windowFor(bytes: number): ZlibOptions {
  const windowBits = Math.min(15, Math.max(9, Math.ceil(Math.log2(bytes + 1))))
  return { windowBits, memLevel: Math.max(1, windowBits - 7) }
}

/** Reads what `encodeRecord`, or Helm, wrote. @throws ChartError */
export function decodeRecord(encoded: string, labels: Readonly<Record<string, string>> = {}): ReleaseRecord {
  const own = Object.entries(labels).filter(([name]) => !ownLabels.includes(name))
  return readRecord(parse(unpack(Buffer.from(encoded, 'base64'))), Object.fromEntries(own))
}

/** Records of long ago were not gzipped. */
function unpack(bytes: Uint8Array): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
  try {
    return new TextDecoder().decode(isGzip ? gunzip(bytes, limits) : bytes)
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    throw new ChartError(`cannot unpack a release record: ${error.message}`, { cause: error })
  }
}

function parse(text: string): JsonValue {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new ChartError(`cannot parse a release record: ${error.message}`, { cause: error })
  }
}

/** The labels of the Secret, without times. */
export function recordLabels(record: ReleaseRecord): Readonly<Record<string, string>> {
  return {
    ...record.labels,
    name: record.name,
    owner: 'helm',
    status: record.info.status,
    version: String(record.version),
  }
}
