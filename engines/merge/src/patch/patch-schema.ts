import { resolveSchema, type Schema, type SchemaResolver } from '@sluice/openapi'

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

  constructor(schema: Schema, resolver: SchemaResolver) {
    this.#schema = resolveSchema(schema, resolver)
    this.#resolver = resolver
  }

  /** The field of an object, or of the items of a list. */
  field(name: string): FieldPatch {
    const own = this.#schema.properties?.[name] ?? this.#others()
    const strategies = own['x-kubernetes-patch-strategy']?.split(',') ?? []
    return {
      below: this.#below(own),
      strategy: strategies.includes('merge')
        ? 'merge'
        : strategies.includes('replace')
          ? 'replace'
          : undefined,
      mergeKey: own['x-kubernetes-patch-merge-key'],
    }
  }

  #others(): Schema {
    const { additionalProperties } = this.#schema
    return typeof additionalProperties === 'object' ? additionalProperties : {}
  }

  #below(schema: Schema): PatchSchema {
    const { items } = resolveSchema(schema, this.#resolver)
    return new PatchSchema(items ?? schema, this.#resolver)
  }
}
