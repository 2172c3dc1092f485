import { resolveSchema, type Schema, type SchemaResolver } from '@sluice/openapi'
import { StrategicPatchError } from './strategic-error.ts'

/** How a field is patched. */
export interface FieldPatch {
  readonly below: PatchSchema
  readonly strategy: 'merge' | 'replace' | undefined
  /** The field that tells items of a list apart; undefined: items are values. */
  readonly mergeKey: string | undefined
}

/** A schema as strategic merge patch sees it. */
export class PatchSchema {
  readonly #schema: Schema
  readonly #resolver: SchemaResolver
  /** The name of the Go struct. */
  readonly #name: string

  constructor(schema: Schema, resolver: SchemaResolver, name = '') {
    this.#schema = resolveSchema(schema, resolver)
    this.#resolver = resolver
    this.#name = (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split(/[./]/).at(-1) ?? name
  }

  /** The field of an object that is merged. Throws `StrategicPatchError` where it is none of a struct. */
  field(name: string): FieldPatch {
    const { own, schema } = this.#own(name)
    return this.#fieldPatch(own, schema)
  }

  /** A field whose items are merged. Throws `StrategicPatchError` where it is no list of a struct. */
  list(name: string): FieldPatch {
    const { own, schema } = this.#own(name)
    const { items } = schema
    if (!items) throw new StrategicPatchError(`expected slice or array type, but got: ${this.kind()}`)
    return this.#fieldPatch(own, items)
  }

  /** The kind of Go type. */
  kind(): string {
    const { type, additionalProperties, format } = this.#schema
    if (typeof additionalProperties === 'object') return 'map'
    if (type === 'object' || type === undefined) return 'struct'
    if (type === 'array' || format === 'byte') return 'slice'
    if (type === 'boolean') return 'bool'
    if (type === 'integer') return format === 'int64' ? 'int64' : 'int32'
    return type === 'number' ? 'float64' : 'string'
  }

  #own(name: string): { readonly own: Schema; readonly schema: Schema } {
    const { properties = {} } = this.#schema
    const kind = this.kind()
    if (kind !== 'struct') {
      throw new StrategicPatchError(
        `merging an object in json but data type is not struct, instead is: ${kind}`,
      )
    }
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (!own) {
      throw new StrategicPatchError(
        `unable to find api field in struct ${this.#name} for the json field ${JSON.stringify(name)}`,
      )
    }
    return { own, schema: resolveSchema(own, this.#resolver) }
  }

  #fieldPatch(own: Schema, below: Schema): FieldPatch {
    const strategies = own['x-kubernetes-patch-strategy']?.split(',') ?? []
    const strategy = strategies.includes('merge')
      ? 'merge'
      : strategies.includes('replace')
        ? 'replace'
        : undefined
    const patchSchema = new PatchSchema(below, this.#resolver, nameOf(own))
    return { below: patchSchema, strategy, mergeKey: own['x-kubernetes-patch-merge-key'] }
  }
}

function nameOf({ $ref, allOf }: Schema): string | undefined {
  return ($ref ?? allOf?.[0]?.$ref)?.split(/[./]/).at(-1)
}
