import { compareStrings } from '@sluice/gotemplate'
import { ChartError } from '../chart/chart-error.ts'
import { readYaml } from '../chart/read-yaml.ts'
import { scanHead } from './scan-head.ts'

/** What Helm reads of a manifest before it sorts; what is missing is empty. */
export interface ManifestHead {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly annotations: Readonly<Record<string, string>>
}

/** A rendered document that is no manifest. The message is Go's. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
}

/**
 * The head of a document. Most documents are plain enough to be scanned; the rest goes through the YAML parser.
 * @throws ManifestError
 */
export function readHead(document: string): ManifestHead {
  return scanHead(document) ?? parseHead(document)
}

/** `readHead` without the short cut. */
export function parseHead(document: string): ManifestHead {
  const head = { apiVersion: '', kind: '', name: '', annotations: {} }
  const value = firstDocument(document)
  if (value === null) return head
  if (!isMap(value)) throw mismatch(value, 'Go value of type util.SimpleHead')
  for (const [field, member] of fieldsOf(value, ['apiVersion', 'kind', 'metadata'])) {
    if (member === null) continue
    if (field === 'metadata') readMetadata(member, head)
    else head[field] = textOf(member, `Go struct field SimpleHead.${field} of type string`)
  }
  return head
}

const metadataType =
  'Go struct field SimpleHead.metadata of type struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }'

function readMetadata(value: unknown, head: { name: string; annotations: Record<string, string> }): void {
  if (!isMap(value)) throw mismatch(value, metadataType)
  for (const [field, member] of fieldsOf(value, ['annotations', 'name'])) {
    if (member === null) continue
    if (field === 'name') {
      head.name = textOf(member, 'Go struct field .metadata.name of type string')
      continue
    }
    const where = 'Go struct field .metadata.annotations of type'
    if (!isMap(member)) throw mismatch(member, `${where} map[string]string`)
    for (const key of Object.keys(member).sort(compareStrings)) {
      head.annotations[key] = member[key] === null ? '' : textOf(member[key], `${where} string`)
    }
  }
}

function firstDocument(text: string): unknown {
  try {
    const value = readYaml(text)
    refuseNonFinite(value)
    return value
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    throw new ManifestError(error.message)
  }
}

/** JSON has no such numbers. */
function refuseNonFinite(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const word = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
    throw new ManifestError(`error converting YAML to JSON: json: unsupported value: ${word}`)
  }
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(refuseNonFinite)
}

/** Go's JSON finds a field in whatever case it is written; keys are read in their order, and the last one stays. */
function* fieldsOf<F extends string>(
  map: Record<string, unknown>,
  fields: readonly F[],
): Generator<[field: F, member: unknown]> {
  for (const key of Object.keys(map).sort(compareStrings)) {
    const field = fields.find(name => name.toLowerCase() === key.toLowerCase())
    if (field !== undefined) yield [field, map[key]]
  }
}

function textOf(value: unknown, target: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object') throw mismatch(value, target)
  return String(value)
}

function mismatch(value: unknown, target: string): ManifestError {
  return new ManifestError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonTypeOf(value)} into ${target}`,
  )
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'bigint' ? 'number' : typeof value
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
