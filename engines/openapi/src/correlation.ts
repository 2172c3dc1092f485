/** Which part of the object before an update a part of the new one corresponds to. @module */
import { deepEqual, isJsonObject, type JsonValue, memberOf } from '@sluice/base/json'
import { resolveSchema, type Schema, type SchemaResolver } from './schema.ts'

/**
 * A value next to the value it had before. Members correspond by name, items of map lists by their keys; items of
 * other lists correspond to nothing.
 */
export class Correlation {
  readonly value: JsonValue | undefined
  readonly before: JsonValue | undefined
  readonly #schema: Schema
  readonly #resolver: SchemaResolver
  #unchanged: boolean | undefined

  constructor(
    value: JsonValue | undefined,
    before: JsonValue | undefined,
    schema: Schema,
    resolver: SchemaResolver = () => undefined,
  ) {
    this.value = value
    this.before = before
    this.#resolver = resolver
    this.#schema = resolveSchema(schema, resolver)
  }

  /** Whether all of it corresponds to what it was before: fields that the schema lacks correspond to nothing. */
  isUnchanged(): boolean {
    this.#unchanged ??= this.#isSame()
    return this.#unchanged
  }

  #isSame(): boolean {
    const { value, before } = this
    if (Array.isArray(value) && Array.isArray(before)) {
      if (value.length !== before.length) return false
      if (this.#schema['x-kubernetes-list-type'] !== 'map') return deepEqual(value, before)
      return value.every((_, i) => this.item(i)?.isUnchanged() ?? false)
    }
    if (!isJsonObject(value) || !isJsonObject(before)) return deepEqual(value, before)
    const names = Object.keys(value)
    if (names.length !== Object.keys(before).length) return false
    return names.every(name => this.member(name)?.isUnchanged() ?? false)
  }

  member(name: string): Correlation | undefined {
    if (!isJsonObject(this.value) || !isJsonObject(this.before)) return undefined
    const before = memberOf(this.before, name)
    const schema = memberSchema(this.#schema, name)
    if (before === undefined || !schema) return undefined
    return new Correlation(memberOf(this.value, name), before, schema, this.#resolver)
  }

  item(index: number): Correlation | undefined {
    const { items } = this.#schema
    if (!items || !Array.isArray(this.value) || !Array.isArray(this.before)) return undefined
    const item = this.value[index]
    const before = correlatedItem(item, this.before, this.#schema)
    return before === undefined ? undefined : new Correlation(item, before, items, this.#resolver)
  }
}

function memberSchema(schema: Schema, name: string): Schema | undefined {
  const named =
    schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
  if (named) return named
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined
}

/** The item of an older list with the same keys, if the list is a map list. */
export function correlatedItem(
  item: JsonValue | undefined,
  older: readonly JsonValue[],
  schema: Schema,
): JsonValue | undefined {
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  if (schema['x-kubernetes-list-type'] !== 'map' || keys.length === 0 || !isJsonObject(item)) return undefined
  return older.find(each => isJsonObject(each) && keys.every(key => deepEqual(each[key], item[key])))
}
