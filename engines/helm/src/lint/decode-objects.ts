import type { JsonObject, JsonValue } from '@sluice/base/json'
import { ChartError } from '../chart/chart-error.ts'
import { readYaml } from '../chart/read-yaml.ts'
import { splitDocuments } from '../values/read-values.ts'

/** What the linter looks at in an object; what is missing is empty. */
export interface LintedObject {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly document: JsonObject
}

/**
 * The objects of a text, one by one, so that those before a mistake are seen too; empty documents are left out.
 * @throws ChartError
 */
export function* decodeObjects(text: string): Generator<LintedObject> {
  const broken = /^---(?=[^\S\n]*[^\s#])(.*)$/m.exec(text)
  // The document that a broken separator ends is lost with it.
  const parts = broken ? splitDocuments(text.slice(0, broken.index)).slice(0, -1) : splitDocuments(text)
  for (const part of parts) {
    const document = readYaml(part)
    if (document === null) continue
    if (!isObject(document)) throw mismatch(document, 'value of type rules.k8sYamlStruct')
    const metadata = member(document, 'metadata') ?? {}
    if (!isObject(metadata))
      throw mismatch(metadata, 'struct field k8sYamlStruct.Metadata of type rules.k8sYamlMetadata')
    yield {
      apiVersion: textOf(member(document, 'apiVersion'), 'k8sYamlStruct.apiVersion'),
      kind: textOf(member(document, 'kind'), 'k8sYamlStruct.Kind'),
      name: textOf(member(metadata, 'name'), 'k8sYamlStruct.Metadata.Name'),
      document,
    }
  }
  if (broken) throw new ChartError(`invalid Yaml document separator: ${broken[1]?.trim()}`)
}

/** Go finds a field in any case. */
function member(object: JsonObject, field: string): JsonValue | undefined {
  if (Object.hasOwn(object, field)) return object[field]
  const key = Object.keys(object).find(name => name.toLowerCase() === field.toLowerCase())
  return key === undefined ? undefined : object[key]
}

function textOf(value: JsonValue | undefined, field: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'object') throw mismatch(value, `struct field ${field} of type string`)
  return String(value)
}

function mismatch(value: JsonValue, target: string): ChartError {
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
  return new ChartError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go ${target}`,
  )
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
