/**
 * A small language for schemas: each function makes a field, which is an OpenAPI schema that also carries the
 * TypeScript type of its values, so that a kind is written down once.
 * @module
 */
import type { JsonValue } from '@sluice/base/json'
import type { Schema, ValidationRule } from '@sluice/openapi'

/** A schema and the type of what it describes. `R` tells whether the object that holds it must have it. */
export interface Field<T, R extends boolean = boolean> {
  readonly schema: Schema
  readonly required: R
  /** Exists at compile time only. */
  readonly value?: T
}

/** A field that may be missing. */
export type Optional<T> = Field<T, false>

/** The members of an object. */
export type Fields = Readonly<Record<string, Field<unknown>>>

/** The TypeScript type of a field's values. */
export type TypeOf<F> = F extends Field<infer T> ? T : never

type RequiredKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<unknown, true> ? K : never
}[keyof F]

/** The type of an object with these members. */
export type ObjectOf<F extends Fields> = Flat<
  { readonly [K in RequiredKeys<F>]: TypeOf<F[K]> } & {
    readonly [K in Exclude<keyof F, RequiredKeys<F>>]?: TypeOf<F[K]>
  }
>

type Flat<T> = { [K in keyof T]: T[K] }

/** What a schema says beyond its type. */
export type Limits<T extends JsonValue = JsonValue> = Pick<
  Schema,
  'pattern' | 'format' | 'minLength' | 'maxLength' | 'minimum' | 'maximum' | 'minItems' | 'maxItems'
> & { readonly default?: T }

/** The same field, which the object around it must have. */
export function required<T>(field: Field<T>): Field<T, true> {
  return { schema: field.schema, required: true }
}

/** The same field with a value of its own for objects that leave it out. */
export function withDefault<T, R extends boolean>(field: Field<T, R>, value: JsonValue): Field<T, R> {
  return { ...field, schema: { ...field.schema, default: value } }
}

/** The same field under another description. */
export function described<T, R extends boolean>(field: Field<T, R>, description: string): Field<T, R> {
  return { ...field, schema: { ...field.schema, description } }
}

/** The same field with further schema keywords. */
export function annotated<T, R extends boolean>(field: Field<T, R>, keywords: Schema): Field<T, R> {
  return { ...field, schema: { ...field.schema, ...keywords } }
}

/** Text. */
export function string(description: string, limits: Limits<string> = {}): Optional<string> {
  return optional({ description, type: 'string', ...limits })
}

/** One of a few words. */
export function choice<const T extends string>(
  description: string,
  values: readonly T[],
  limits: Limits<T> = {},
): Optional<T> {
  return optional({ description, type: 'string', enum: [...values], ...limits })
}

/** True or false. */
export function boolean(description: string, limits: Limits<boolean> = {}): Optional<boolean> {
  return optional({ description, type: 'boolean', ...limits })
}

/** A whole number. */
export function integer(description: string, limits: Limits<number> = {}): Optional<number> {
  return optional({ description, type: 'integer', ...limits })
}

/** A moment, as RFC 3339 text. */
export function time(description: string): Optional<string> {
  return string(description, { format: 'date-time' })
}

/** A list; without `keys` it is replaced as a whole by an apply. */
export function list<T>(description: string, items: Field<T>, limits: Limits = {}): Optional<readonly T[]> {
  return optional({ description, type: 'array', items: items.schema, ...limits })
}

/** A list of objects told apart by the members named in `keys`. */
export function keyedList<T>(
  description: string,
  items: Field<T>,
  keys: readonly (keyof T & string)[],
): Optional<readonly T[]> {
  const keywords: Schema = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys }
  return annotated(list(description, items), keywords)
}

/** An object whose member names are free. */
export function map<T>(description: string, values: Field<T>): Optional<Readonly<Record<string, T>>> {
  return optional({ description, type: 'object', additionalProperties: values.schema })
}

/** An object whose member names are free and whose values are text. */
export function stringMap(description: string): Optional<Readonly<Record<string, string>>> {
  return optional({ description, type: 'object', additionalProperties: { type: 'string' } })
}

/** Any JSON. */
export function anything(description: string): Optional<JsonValue> {
  return optional({ description, 'x-kubernetes-preserve-unknown-fields': true })
}

/** An object with these members, of which `rules` (CEL) must hold. */
export function object<F extends Fields>(
  description: string,
  fields: F,
  rules: readonly ValidationRule[] = [],
): Optional<ObjectOf<F>> {
  const names = Object.keys(fields).sort()
  const mandatory = names.filter(name => fields[name]?.required)
  return optional({
    description,
    type: 'object',
    properties: Object.fromEntries(names.map(name => [name, fields[name]?.schema ?? {}])),
    ...(mandatory.length ? { required: mandatory } : {}),
    ...(rules.length ? { 'x-kubernetes-validations': rules } : {}),
  })
}

/** A CEL rule and what is said when it does not hold. */
export function rule(message: string, expression: string): ValidationRule {
  return { message, rule: expression }
}

function optional<T>(schema: Schema): Optional<T> {
  return { schema, required: false }
}
