/** The type that expressions see of a resource. @module */
import { dynType, type Type } from '@sluice/cel'
import { declaredType, type Schema } from '@sluice/openapi'
import { builtInSchema, type ResourceType } from '../../kinds/index.ts'

const metadata: Schema = { $ref: 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }
const text: Schema = { type: 'string' }

/** The type of a kind's objects, with the fields of their metadata. */
export function typeOfResource(type: ResourceType): Type {
  const whole: Schema = type.custom
    ? { ...type.schema, properties: { ...type.schema.properties, kind: text, apiVersion: text, metadata } }
    : type.schema
  return declaredType(plainSchema(whole, new Set()), false)?.type ?? dynType
}

/** The schema with what it refers to in it; what refers to itself has no type there. */
function plainSchema(schema: Schema, outer: ReadonlySet<string>): Schema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref
  if (reference !== undefined) {
    const found = outer.has(reference) ? undefined : builtInSchema(reference)
    return found ? plainSchema(found, new Set([...outer, reference])) : {}
  }
  if (schema.format === 'int-or-string') return { 'x-kubernetes-int-or-string': true }
  const { items, properties, additionalProperties: rest } = schema
  const plain = (each: Schema) => plainSchema(each, outer)
  const fields = Object.entries(properties ?? {}).map(([name, each]) => [name, plain(each)] as const)
  return {
    ...schema,
    ...(items ? { items: plain(items) } : {}),
    ...(typeof rest === 'object' ? { additionalProperties: plain(rest) } : {}),
    ...(properties ? { properties: Object.fromEntries(fields) } : {}),
  }
}
