import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import {
  CelMap,
  Duration,
  fromJson,
  type Key,
  KeyedList,
  parseDuration,
  parseTimestamp,
  type Value,
} from '@sluice/cel'
import type { Schema } from '../schema.ts'
import { propertyOf, restOf } from '../structural.ts'
import { withResourceFields } from './declared-type.ts'
import { escapeName, isReserved } from './escape.ts'

/** A value as rules see it: fields under their escaped names, numbers, times and bytes typed by the schema. */
export function bindValue(value: JsonValue, schema: Schema, isResource = false): Value {
  if (value === null) return null
  if (schema['x-kubernetes-int-or-string']) return fromJson(value)
  if (Array.isArray(value)) return bindList(value, schema)
  if (isJsonObject(value)) {
    const isEmbedded = isResource || schema['x-kubernetes-embedded-resource']
    return bindObject(value, isEmbedded ? withResourceFields(schema) : schema)
  }
  if (typeof value === 'string') return bindText(value, schema)
  if (typeof value === 'boolean') return value
  return schema.type === 'number' ? Number(value) : fromJson(value)
}

function bindList(list: readonly JsonValue[], schema: Schema): Value {
  const { items } = schema
  const bound = list.map(item => (items ? bindValue(item, items) : fromJson(item)))
  switch (schema['x-kubernetes-list-type']) {
    case 'set':
      return KeyedList.make(bound, [])
    case 'map':
      return KeyedList.make(
        bound,
        (schema['x-kubernetes-list-map-keys'] ?? []).map(key => escapeName(key) ?? key),
      )
    default:
      return bound
  }
}

function bindObject(object: JsonObject, schema: Schema): Value {
  const entries = new Map<Key, Value>()
  const rest = restOf(schema)
  const aliases: [string, Value][] = []
  for (const [name, member] of Object.entries(object)) {
    if (member === undefined) continue
    const declared = propertyOf(schema, name)
    // Kubernetes: a null field of an object is as good as absent.
    if (declared && member === null) continue
    if (declared) {
      const bound = bindValue(member, declared)
      const escaped = escapeName(name)
      if (escaped !== undefined) entries.set(escaped, bound)
      if (isReserved(name)) aliases.push([name, bound])
    } else if (rest) {
      entries.set(name, bindValue(member, rest))
    }
  }
  return aliases.length === 0 ? new CelMap(entries) : new AliasedMap(entries, new Map(aliases))
}

/** An object with fields named like words of the language, which rules may write with or without underscores. */
class AliasedMap extends CelMap {
  readonly #aliases: ReadonlyMap<string, Value>

  constructor(entries: ReadonlyMap<Key, Value>, aliases: ReadonlyMap<string, Value>) {
    super(entries)
    this.#aliases = aliases
  }

  override get(key: Value): Value | undefined {
    return super.get(key) ?? (typeof key === 'string' ? this.#aliases.get(key) : undefined)
  }
}

function bindText(text: string, schema: Schema): Value {
  switch (schema.type === 'string' ? schema.format : undefined) {
    case 'byte':
      return bytesOf(text) ?? text
    case 'duration': {
      const ns = parseDuration(text)
      return ns === undefined ? text : new Duration(ns)
    }
    case 'date':
      return parseTimestamp(`${text}T00:00:00Z`) ?? text
    case 'date-time':
      return parseTimestamp(text) ?? text
    default:
      return text
  }
}

function bytesOf(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined
  return Uint8Array.from(atob(text), char => char.charCodeAt(0))
}
