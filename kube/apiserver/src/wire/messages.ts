import { readFileSync } from 'node:fs'

/** One field of a message: its number, its JSON name (empty: its members belong to the parent), its type. */
export interface WireField {
  readonly number: number
  readonly name: string
  /** `string`, `int32`, …, the name of a message, or `map<string,T>`. */
  readonly type: string
  readonly repeated: boolean
}

/** Fields in the order of their numbers. */
export type WireMessage = readonly WireField[]

type Row = readonly [number: number, name: string, type: string, repeated?: number]

let messages: Map<string, WireMessage> | undefined
let declared: Map<string, WireMessage> | undefined

/** The fields of a message, by the name its kind has in OpenAPI. Parsed on first use. */
export function wireMessage(name: string): WireMessage | undefined {
  if (!messages) {
    const text = readFileSync(new URL('../kinds/data/wire.json', import.meta.url), 'utf8')
    const rows: Record<string, readonly Row[]> = JSON.parse(text)
    declared = new Map(Object.entries(rows).map(([key, fields]) => [key, fields.map(fieldOf)]))
    messages = new Map(
      [...declared].map(([key, fields]) => [key, fields.toSorted((a, b) => a.number - b.number)]),
    )
  }
  return messages.get(name)
}

/** The fields of a message in the order in which its kind declares them: that of its JSON. */
export function declaredFields(name: string): WireMessage | undefined {
  return wireMessage(name) && declared?.get(name)
}

function fieldOf([number, name, type, repeated]: Row): WireField {
  return { number, name, type, repeated: repeated === 1 }
}

/** What the values of a map field have as type; undefined for other fields. */
export function mapValueType(type: string): string | undefined {
  return type.startsWith('map<string,') ? type.slice('map<string,'.length, -1) : undefined
}
