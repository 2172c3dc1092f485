import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { decodeTyped, kindMismatch, TypeMismatch } from '../decode/index.ts'
import { builtInSchema } from '../kinds/index.ts'
import { type ApiError, invalid, invalidObject } from '../status/index.ts'
import { fromUnstructured } from './from-unstructured.ts'
import type { PatchOutcome, PatchRequest } from './patch.ts'

export interface Patched {
  readonly value: JsonValue
  /** What strict validation finds wrong with the patch itself. */
  readonly strict: readonly string[]
  /** How an error shows the patch, or what it made. */
  readonly shown: () => string
  /** Whether the value goes through the converter rather than the decoder. */
  readonly isUnstructured?: boolean
}

/** What a patch made as an object of the kind: types checked, unknown and duplicate fields refused or told. */
export function patchedObject(patched: Patched, request: PatchRequest): PatchOutcome {
  const { value, strict, shown, isUnstructured } = patched
  const { resourceType: type, fieldValidation } = request
  const refuse = (why: string): ApiError =>
    invalidObject({ group: '', kind: '' }, '', [{ ...invalid('patch', shown(), why) }])
  if (!isJsonObject(value)) throw refuse(`json: cannot unmarshal into Go value of type ${type.kind}`)
  requireCustomKind(value, request)
  // The converter asks for no kind.
  const wrong = isUnstructured ? undefined : wrongKind(value, request)
  if (wrong !== undefined) throw refuse(wrong)
  const { object, unknown } = decoded(value, request, { refuse, isUnstructured: isUnstructured ?? false })
  if (fieldValidation === 'Ignore') return { object, warnings: [] }
  const texts = [...strict, ...unknown.map(path => `unknown field ${JSON.stringify(path)}`)]
  if (texts.length > 0 && fieldValidation === 'Strict') {
    throw refuse(`strict decoding error: ${texts.join(', ')}`)
  }
  return { object, warnings: texts }
}

/** A custom resource may be read as another kind of its version; only then it is refused. */
function requireCustomKind(value: JsonObject, { resourceType: type, name }: PatchRequest): void {
  const kind = value['kind']
  if (!type.custom || typeof kind !== 'string' || kind === '' || kind === type.kind) return
  throw invalidObject({ group: type.group, kind }, name, [invalid('kind', kind, `must be ${type.kind}`)])
}

/** A body of another kind can't be decoded; one that lost its kind is taken for the right one. */
function wrongKind(value: JsonObject, { resourceType: type }: PatchRequest): string | undefined {
  if (type.custom) return undefined
  const text = (key: 'kind' | 'apiVersion') => {
    const given = value[key] ?? type[key]
    return typeof given === 'string' ? given : ''
  }
  const given = { kind: text('kind'), apiVersion: text('apiVersion') }
  if (given.kind === type.kind && given.apiVersion === type.apiVersion) return undefined
  return kindMismatch(given, type)
}

function decoded(
  value: JsonObject,
  { resourceType: type }: PatchRequest,
  {
    refuse,
    isUnstructured,
  }: { readonly refuse: (why: string) => ApiError; readonly isUnstructured: boolean },
): { readonly object: JsonObject; readonly unknown: readonly string[] } {
  const schema = type.custom ? undefined : builtInSchema(type.schemaName)
  if (!schema && !type.custom) return { object: value, unknown: [] }
  try {
    if (type.custom) return type.custom.decode(value)
    const fitted = isUnstructured ? fromUnstructured(value, schema ?? {}) : value
    const { object, unknown } = decodeTyped(fitted, schema ?? {}, type.kind)
    return { object: { ...object, apiVersion: type.apiVersion, kind: type.kind }, unknown }
  } catch (error) {
    if (error instanceof TypeMismatch) throw refuse(error.message)
    throw error
  }
}
