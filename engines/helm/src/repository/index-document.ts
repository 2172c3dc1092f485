/**
 * An index as Helm takes it from its text: JSON if it is that, else YAML, in which no key may stand twice and no field
 * be unknown. What has another shape than an index is refused in the words of Go's `encoding/json`.
 * @module
 */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { ChartError } from '../chart/chart-error.ts'
import { readYaml } from '../chart/read-yaml.ts'

const indexFields = fieldSet('serverInfo apiVersion generated entries publicKeys annotations')
const chartFields = fieldSet(
  'name home sources version description keywords maintainers icon apiVersion condition tags appVersion deprecated ' +
    'annotations kubeVersion dependencies type urls created removed digest checksum engine tillerVersion url',
)

/** Field names are told apart without regard to case. */
function fieldSet(names: string): ReadonlySet<string> {
  return new Set(names.split(' ').map(name => name.toLowerCase()))
}

/** The index's fields; none for a text without content. @throws ChartError */
export function readIndexDocument(text: string): JsonObject {
  const json = parseJson(text)
  if (json !== undefined) return checkedShape(json)
  const document = readStrictYaml(text)
  try {
    const index = checkedShape(document)
    requireKnownFields(index)
    return index
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    throw new ChartError(`error unmarshaling JSON: while decoding JSON: ${error.message}`, { cause: error })
  }
}

function parseJson(text: string): JsonValue | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined
  try {
    return JSON.parse(text) as JsonValue
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function readStrictYaml(text: string): JsonValue {
  const repeated: string[] = []
  const document = readYaml(text, 'float64', ({ key, line }) => {
    repeated.push(`  line ${line}: key ${JSON.stringify(key)} already set in map`)
  })
  if (repeated.length === 0) return document
  throw new ChartError(`error converting YAML to JSON: yaml: unmarshal errors:\n${repeated.join('\n')}`)
}

function checkedShape(document: JsonValue): JsonObject {
  if (document === null) return {}
  if (!isJsonObject(document)) throw mismatch(document, 'value of type repo.IndexFile')
  const place = 'struct field IndexFile.entries of type'
  const entries = document['entries'] ?? null
  if (entries !== null && !isJsonObject(entries))
    throw mismatch(entries, `${place} map[string]repo.ChartVersions`)
  for (const versions of Object.values(entries ?? {})) {
    if (versions === null || versions === undefined) continue
    if (!Array.isArray(versions)) throw mismatch(versions, `${place} repo.ChartVersions`)
    const other = versions.find(version => version !== null && !isJsonObject(version))
    if (other !== undefined) throw mismatch(other, `${place} repo.ChartVersion`)
  }
  return document
}

function requireKnownFields(index: JsonObject): void {
  requireFields(index, indexFields)
  for (const versions of Object.values((index['entries'] ?? {}) as JsonObject))
    for (const version of Array.isArray(versions) ? versions : [])
      if (isJsonObject(version)) requireFields(version, chartFields)
}

function requireFields(fields: JsonObject, known: ReadonlySet<string>): void {
  for (const name of Object.keys(fields))
    if (!known.has(name) && !known.has(name.toLowerCase()))
      throw new ChartError(`json: unknown field ${JSON.stringify(name)}`)
}

function mismatch(value: JsonValue, wanted: string): ChartError {
  const kind = Array.isArray(value)
    ? 'array'
    : typeof value === 'object'
      ? 'object'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value === 'string'
          ? 'string'
          : 'number'
  return new ChartError(`json: cannot unmarshal ${kind} into Go ${wanted}`)
}
