/** What columns and fields are for, in the words of Kubernetes: strings of the protocol, like its messages. @module */
import { readFileSync } from 'node:fs'
import type { JsonObject, JsonValue } from '@sluice/base/json'

/** Each text once; columns and fields name it by its place. */
interface Data {
  readonly texts: readonly string[]
  /** By `apps/v1/deployments`: a text a column. */
  readonly columns: Readonly<Record<string, readonly number[]>>
  /** By the name of a definition; its own text is under the empty name, the others under those of its fields. */
  readonly schemas: Readonly<Record<string, Readonly<Record<string, number>>>>
}

let data: Data | undefined

/** The file is part of this package and checked by its test, so its shape is taken as told. */
function read(): Data {
  data ??= JSON.parse(readFileSync(new URL('data/descriptions.json', import.meta.url), 'utf8')) as Data
  return data
}

/** What the columns of a built-in kind hold, by `apps/v1/deployments`. */
export function columnDescriptions(kind: string): readonly string[] {
  const { texts, columns } = read()
  return (columns[kind] ?? []).map(at => texts[at] ?? '')
}

/** What a field of a built-in definition is for. */
export function fieldDescription(definition: string, field: string): string | undefined {
  const { texts, schemas } = read()
  const at = schemas[definition]?.[field]
  return at === undefined ? undefined : texts[at]
}

/** A definition with what is known of its fields' purposes. */
export function described(name: string, schema: JsonObject): JsonObject {
  if (!read().schemas[name]) return schema
  const text = (key: string) => fieldDescription(name, key)
  const { properties } = schema
  return {
    ...withText(schema, text('')),
    ...(isObject(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, each]) => [
              key,
              isObject(each) ? withText(each, text(key)) : each,
            ]),
          ),
        }
      : {}),
  }
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function withText(schema: JsonObject, description: string | undefined): JsonObject {
  return description === undefined ? schema : { ...schema, description }
}
