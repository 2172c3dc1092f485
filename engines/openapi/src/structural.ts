/** How a schema leads from a value to its parts, for custom resources, whose schemas have no references. @module */
import type { Schema } from './schema.ts'

/** Fields of every resource, which its schema need not declare. */
export const resourceFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

/** The schema of a declared member. */
export function propertyOf(schema: Schema | undefined, name: string): Schema | undefined {
  const { properties } = schema ?? {}
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined
}

/** The schema of the members that are not declared one by one, if there is one. */
export function restOf(schema: Schema | undefined): Schema | undefined {
  const rest = schema?.additionalProperties
  return typeof rest === 'object' ? rest : undefined
}

/** Whether members beyond the declared ones are let through (`additionalProperties` of any form). */
export function allowsRest(schema: Schema): boolean {
  return schema.additionalProperties !== undefined
}

/** The schema of a resource's root: an embedded resource, as far as metadata is concerned. */
export function asResource(schema: Schema): Schema {
  return schema['x-kubernetes-embedded-resource']
    ? schema
    : { ...schema, 'x-kubernetes-embedded-resource': true }
}
