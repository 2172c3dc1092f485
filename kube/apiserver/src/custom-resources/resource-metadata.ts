/** `metadata` of custom resources and of what is embedded in them. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { byCodePoint, type ResourceMetadata } from '@sluice/openapi'
import { decodeTyped, TypeMismatch } from '../decode/index.ts'
import { builtInSchema } from '../kinds/index.ts'
import { validateMeta } from '../verbs/object-meta.ts'

const schemaName = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'

/** An embedded resource may be called anything that a path can hold. */
const pathSegment = (name: string): readonly string[] => {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  return ['/', '%'].filter(char => name.includes(char)).map(char => `may not contain '${char}'`)
}

export const resourceMetadata: ResourceMetadata = {
  decode(metadata) {
    const kind = Array.isArray(metadata) ? 'array' : typeof metadata === 'boolean' ? 'bool' : typeof metadata
    if (metadata === null) return { value: {}, unknown: [] }
    if (!isJsonObject(metadata)) {
      const problem = `json: cannot unmarshal ${kind} into Go value of type v1.ObjectMeta`
      return { value: metadata, unknown: [], problem }
    }
    try {
      const { object, unknown } = decodeTyped(sorted(metadata), builtInSchema(schemaName) ?? {}, 'ObjectMeta')
      return { value: withoutZeroTime(object), unknown }
    } catch (error) {
      if (error instanceof TypeMismatch) return { value: metadata, unknown: [], problem: error.message }
      throw error
    }
  },
  validate(metadata, path) {
    const named = { metadata: { ...metadata, name: metadata['name'] ?? 'fakename' } }
    return validateMeta(named, { namespaced: false, custom: true }, { validateName: pathSegment }).map(
      error => ({
        ...error,
        field: error.field.replace(/^metadata/, path),
      }),
    )
  },
}

/** Kubernetes writes it as JSON before it reads it. */
function sorted(metadata: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => byCodePoint(a, b)))
}

/** A time that was never set is not written. */
function withoutZeroTime(metadata: JsonObject): JsonObject {
  if (metadata['creationTimestamp'] !== null) return metadata
  const { creationTimestamp: _zero, ...rest } = metadata
  return rest
}
