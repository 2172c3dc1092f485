/**
 * What merging needs to know of a schema: which shapes a value may have, and how lists and maps are merged.
 *
 * Derived from an OpenAPI schema by the rules of Kubernetes' own converter: lists are atomic unless told
 * otherwise, maps are granular, what has no type may be anything.
 * @module
 */
import type { JsonValue } from '@sluice/base/json'
import type { Schema, SchemaResolver } from '@sluice/openapi'

export type ScalarType = 'numeric' | 'string' | 'boolean' | 'untyped'

/** The shapes a value may have; each at most once. */
export interface Type {
  readonly scalar?: ScalarType
  readonly list?: ListType
  readonly map?: MapType
}

/** A type found when first asked for: schemas refer to themselves. */
export interface TypeRef {
  readonly type: Type
}

export interface ListType {
  /** Whether items are told apart; an atomic list is one value. */
  readonly isAssociative: boolean
  /** The fields that tell items apart; none: the items are values of a set. */
  readonly keys: readonly string[]
  readonly item: TypeRef
}

export interface MapType {
  readonly isAtomic: boolean
  readonly fields: ReadonlyMap<string, FieldType>
  /** The type of other members; undefined: there may be none. */
  readonly element?: TypeRef
}

export interface FieldType extends TypeRef {
  readonly default?: JsonValue
}

const unknownItem: TypeRef = {
  get type() {
    return atomicUnknown
  },
}
const unknownMember: TypeRef = {
  get type() {
    return unknown
  },
}
const noFields: ReadonlyMap<string, FieldType> = new Map()

/** Anything, as one value. */
const atomicUnknown: Type = {
  scalar: 'untyped',
  list: { isAssociative: false, keys: [], item: unknownItem },
  map: { isAtomic: true, fields: noFields, element: unknownItem },
}

/** Anything: maps leaf by leaf, lists as one value. */
export const unknown: Type = {
  scalar: 'untyped',
  list: { isAssociative: false, keys: [], item: unknownItem },
  map: { isAtomic: false, fields: noFields, element: unknownMember },
}

/** Whether nothing is known of the members of a map. */
export function isUnknownMap(map: MapType): boolean {
  return map.element === unknownMember && map.fields.size === 0
}

/** The type of a built-in kind, whose schema says it all. */
export function typeOfSchema(schema: Schema, resolver: SchemaResolver): TypeRef {
  return new Derivation(resolver, undefined).root(schema)
}

/** The type of a custom resource: its schema, and the members that all objects have. */
export function typeOfCustomResource(schema: Schema, resolver: SchemaResolver, objectMeta: Schema): TypeRef {
  return new Derivation(resolver, objectMeta).resource(schema, false)
}

class Derivation {
  readonly #resolver: SchemaResolver
  readonly #objectMeta: Schema | undefined
  /** Named schemas, so that a type that contains itself is one type. */
  readonly #named = new Map<string, TypeRef>()

  constructor(resolver: SchemaResolver, objectMeta: Schema | undefined) {
    this.#resolver = resolver
    this.#objectMeta = objectMeta
  }

  root(schema: Schema): TypeRef {
    return this.#ref(schema, false)
  }

  resource(schema: Schema, preserves: boolean): TypeRef {
    return lazily(() => this.#withObjectMembers(this.#inline(schema, preserves)))
  }

  #ref(schema: Schema, preserves: boolean): FieldType {
    const name = refName(schema)
    if (name === undefined) {
      const embedded = schema['x-kubernetes-embedded-resource'] === true && this.#objectMeta !== undefined
      const ref = embedded ? this.resource(schema, preserves) : lazily(() => this.#inline(schema, preserves))
      return withDefault(ref, schema.default)
    }
    return withDefault(this.#override(this.#byName(name), schema['x-kubernetes-map-type']), schema.default)
  }

  #byName(name: string): TypeRef {
    const known = this.#named.get(name)
    if (known) return known
    const ref = lazily(() => this.#inline(this.#resolver(name) ?? {}, false))
    this.#named.set(name, ref)
    return ref
  }

  /** A reference may say that the struct it refers to is atomic here. */
  #override(ref: TypeRef, mapType: Schema['x-kubernetes-map-type']): TypeRef {
    if (mapType === undefined) return ref
    return lazily(() => {
      const { type } = ref
      return type.map ? { ...type, map: { ...type.map, isAtomic: mapType === 'atomic' } } : type
    })
  }

  #inline(schema: Schema, inherited: boolean): Type {
    const preserves = inherited || schema['x-kubernetes-preserve-unknown-fields'] === true
    switch (schema.type) {
      case undefined: {
        if (refName(schema) !== undefined) return this.#ref(schema, preserves).type
        return { scalar: 'untyped', list: this.#list(schema, preserves), map: this.#map(schema, preserves) }
      }
      case 'object':
        return { map: this.#map(schema, preserves) }
      case 'array':
        return { list: this.#list(schema, preserves) }
      case 'integer':
      case 'number':
        return { scalar: 'numeric' }
      case 'boolean':
        return { scalar: 'boolean' }
      case 'string':
        return { scalar: schema.format === undefined || schema.format === 'byte' ? 'string' : 'untyped' }
    }
  }

  #list(schema: Schema, preserves: boolean): ListType {
    return {
      ...listRelationship(schema),
      item: schema.items ? this.#ref(schema.items, preserves) : unknownItem,
    }
  }

  #map(schema: Schema, preserves: boolean): MapType {
    const properties = Object.entries(schema.properties ?? {})
    const fields = new Map(properties.map(([name, each]) => [name, this.#ref(each, preserves)]))
    const element = this.#element(schema, preserves, fields.size === 0)
    // Of a built-in kind, an object of which nothing is said is one value.
    const isOpaque =
      !this.#objectMeta && !preserves && fields.size === 0 && schema.additionalProperties === undefined
    return {
      isAtomic: isOpaque || schema['x-kubernetes-map-type'] === 'atomic',
      fields,
      ...(element ? { element } : {}),
    }
  }

  #element(schema: Schema, preserves: boolean, isBare: boolean): TypeRef | undefined {
    const additional = schema.additionalProperties
    if (additional === undefined) return preserves || isBare ? unknownMember : undefined
    if (typeof additional === 'boolean') return additional ? unknownMember : undefined
    return this.#ref(additional, preserves)
  }

  #withObjectMembers(type: Type): Type {
    const { map } = type
    if (!map || !this.#objectMeta) return type
    const string = lazily(() => ({ scalar: 'string' }) as const)
    const meta = this.#ref(this.#objectMeta, false)
    const fields = new Map(map.fields)
    return {
      ...type,
      map: { ...map, fields: fields.set('apiVersion', string).set('kind', string).set('metadata', meta) },
    }
  }
}

function refName(schema: Schema): string | undefined {
  const target = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined)
  return target?.slice(target.lastIndexOf('/') + 1)
}

function listRelationship(schema: Schema): { isAssociative: boolean; keys: readonly string[] } {
  switch (schema['x-kubernetes-list-type']) {
    case 'set':
      return { isAssociative: true, keys: [] }
    case 'map':
      return { isAssociative: true, keys: schema['x-kubernetes-list-map-keys'] ?? [] }
    case 'atomic':
      return { isAssociative: false, keys: [] }
    default: {
      const strategy = schema['x-kubernetes-patch-strategy']?.split(',') ?? []
      const key = schema['x-kubernetes-patch-merge-key']
      return { isAssociative: strategy.includes('merge'), keys: key === undefined ? [] : [key] }
    }
  }
}

function lazily(make: () => Type): TypeRef {
  let made: Type | undefined
  return {
    get type() {
      made ??= make()
      return made
    },
  }
}

function withDefault(ref: TypeRef, value: JsonValue | undefined): FieldType {
  if (value === undefined) return ref
  return {
    default: value,
    get type() {
      return ref.type
    },
  }
}
