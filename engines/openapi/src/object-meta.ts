/** The Go type of `metadata`, for decoding it where no other schema describes it. @module */

import type { JsonValue } from '@sluice/base/json'
import type { SchemaResolver } from './schema.ts'
import { type Decoded, decodeTyped, type TypedSchema } from './typed.ts'

const text: TypedSchema = { type: 'string' }
const texts: TypedSchema = { type: 'object', additionalProperties: text }
const whole: TypedSchema = { type: 'integer', format: 'int64' }
const time: TypedSchema = { $ref: 'io.k8s.apimachinery.pkg.apis.meta.v1.Time' }
const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'

const definitions: Readonly<Record<string, TypedSchema>> = {
  [`${meta}.ObjectMeta`]: {
    type: 'object',
    properties: {
      name: text,
      generateName: text,
      namespace: text,
      selfLink: text,
      uid: text,
      resourceVersion: text,
      generation: whole,
      creationTimestamp: time,
      deletionTimestamp: time,
      deletionGracePeriodSeconds: { ...whole, pointer: true },
      labels: texts,
      annotations: texts,
      ownerReferences: { type: 'array', items: { $ref: `${meta}.OwnerReference` } },
      finalizers: { type: 'array', items: text },
      managedFields: { type: 'array', items: { $ref: `${meta}.ManagedFieldsEntry` } },
    },
  },
  [`${meta}.OwnerReference`]: {
    type: 'object',
    properties: {
      apiVersion: { type: 'string', always: true },
      kind: { type: 'string', always: true },
      name: { type: 'string', always: true },
      uid: { type: 'string', always: true },
      controller: { type: 'boolean', pointer: true },
      blockOwnerDeletion: { type: 'boolean', pointer: true },
    },
  },
  [`${meta}.ManagedFieldsEntry`]: {
    type: 'object',
    properties: {
      manager: text,
      operation: text,
      apiVersion: text,
      time,
      fieldsType: text,
      fieldsV1: { $ref: `${meta}.FieldsV1` },
      subresource: text,
    },
  },
  [`${meta}.Time`]: { type: 'string', format: 'date-time' },
  [`${meta}.FieldsV1`]: { type: 'object' },
}

const resolver: SchemaResolver = name => definitions[name]

/** Decodes the metadata of an object: unknown members left out, the first wrong type in Go's words. */
export function decodeObjectMeta(metadata: JsonValue): Decoded {
  return decodeTyped(metadata, `${meta}.ObjectMeta`, resolver)
}
