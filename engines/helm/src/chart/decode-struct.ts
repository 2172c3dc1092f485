/**
 * Reads YAML into a Go struct as sigs.k8s.io/yaml does: through JSON, field names in any case, unknown ones skipped,
 * numbers and booleans turned into text where text is wanted, and errors in the words of Go's `encoding/json`.
 * @module
 */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { quoteString, sortedKeys } from '@sluice/gotemplate'
import { ChartError } from './chart-error.ts'
import { float32Text } from './float32-text.ts'

/** The fields of a struct by their JSON name. */
export interface StructType {
  /** In its package: `Metadata`. */
  readonly name: string
  readonly fields: Readonly<Record<string, FieldType>>
}

/** A field's Go type; `list` is one of pointers to structs. */
export type FieldType =
  | 'string'
  | 'bool'
  | '[]string'
  | 'map[string]string'
  | '[]interface {}'
  | 'time.Time'
  | { readonly list: StructType }

/** What was read, by field name; null where the list or entry is null. */
export type Decoded = { [field: string]: DecodedField }
export type DecodedField = JsonValue | Decoded | readonly (Decoded | null)[]

interface Place {
  readonly packageName: string
  readonly path: readonly string[]
  readonly struct: StructType
}

/**
 * Fills `base` with what the document has; a null document has nothing.
 * @throws ChartError `error unmarshaling JSON: …`
 */
export function decodeStruct(
  document: JsonValue,
  struct: StructType,
  packageName: string,
  base: Decoded,
): void {
  if (document === null) return
  const place = { packageName, path: [], struct }
  if (!isObject(document)) throw mismatch(document, `${packageName}.${struct.name}`, place)
  fill(document, base, place)
}

function fill(document: JsonObject, target: Decoded, place: Place): void {
  for (const key of sortedKeys(document)) {
    const name = fieldNamed(key, place.struct)
    const type = name === undefined ? undefined : place.struct.fields[name]
    if (name === undefined || type === undefined) continue
    const value = decodeField(document[key] ?? null, type, { ...place, path: [...place.path, name] })
    if (value !== undefined) target[name] = value
  }
}

/** The exact name, or else the same in another case. */
function fieldNamed(key: string, struct: StructType): string | undefined {
  if (Object.hasOwn(struct.fields, key)) return key
  const folded = key.toLowerCase()
  return Object.keys(struct.fields).find(name => name.toLowerCase() === folded)
}

/** Undefined where null leaves a field as it was. */
function decodeField(value: JsonValue, type: FieldType, place: Place): DecodedField | undefined {
  if (typeof type === 'object') return decodeStructs(value, type.list, place)
  switch (type) {
    case 'time.Time':
      return value === null ? undefined : time(value)
    case 'string':
      return value === null ? undefined : text(value, place)
    case 'bool':
      if (value === null || typeof value === 'boolean') return value ?? undefined
      throw mismatch(value, 'bool', place)
    case '[]string':
      return value === null ? null : listOf(value, type, place).map(item => text(item ?? '', place))
    case '[]interface {}':
      return value === null ? null : [...listOf(value, type, place)]
    case 'map[string]string':
      return value === null ? null : texts(value, type, place)
  }
}

function decodeStructs(value: JsonValue, struct: StructType, place: Place): DecodedField {
  if (value === null) return null
  const typeName = `${place.packageName}.${struct.name}`
  return listOf(value, `[]*${typeName}`, place).map(item => {
    if (item === null) return null
    if (!isObject(item)) throw mismatch(item, typeName, place)
    const entry: Decoded = {}
    fill(item, entry, { ...place, struct })
    return entry
  })
}

function listOf(value: JsonValue, type: string, place: Place): readonly JsonValue[] {
  if (Array.isArray(value)) return value
  throw mismatch(value, type, place)
}

function texts(value: JsonValue, type: string, place: Place): JsonObject {
  if (!isObject(value)) throw mismatch(value, type, place)
  return Object.fromEntries(sortedKeys(value).map(key => [key, text(value[key] ?? '', place)]))
}

/** Go: a float is written with the precision of 32 bits. */
function text(value: JsonValue, place: Place): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return float32Text(value)
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  throw mismatch(value, 'string', place)
}

const timeFormat = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[-+]\d{2}:\d{2})$/

function time(value: JsonValue): string {
  if (typeof value === 'string' && timeFormat.test(value)) return value
  const shown = quoteString(String(value))
  const reason =
    typeof value === 'string'
      ? `parsing time ${shown} as "2006-01-02T15:04:05Z07:00": cannot parse ${shown} as "2006"`
      : 'Time.UnmarshalJSON: input is not a JSON string'
  throw new ChartError(`error unmarshaling JSON: while decoding JSON: ${reason}`)
}

function mismatch(value: JsonValue, type: string, { path, struct }: Place): ChartError {
  const target = path.length > 0 ? `struct field ${struct.name}.${path.join('.')}` : 'value'
  return new ChartError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kindOf(value)} into Go ${target} of type ${type}`,
  )
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array'
  if (isObject(value)) return 'object'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : 'number'
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
