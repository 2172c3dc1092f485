import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import { byCodePoint } from '@sluice/openapi'
import { decodeTyped, TypeMismatch } from '../decode/index.ts'
import { fieldProblems } from '../http/duplicate-fields.ts'
import { type BuiltInSchema, builtInSchema, type ResourceType } from '../kinds/index.ts'
import { type ApiError, badRequest, invalid, invalidObject } from '../status/index.ts'
import { fromUnstructured } from './from-unstructured.ts'
import type { PatchOutcome, PatchRequest } from './patch.ts'
import { readType } from './patched-type.ts'

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
  // The converter asks for no kind.
  const { wrong, isInternal } = isUnstructured
    ? { isInternal: false }
    : readType(value, { type, text: shown })
  if (wrong !== undefined) throw refuse(wrong)
  const { object, unknown } = isInternal
    ? { object: {}, unknown: Object.keys(value).filter(key => key !== 'kind' && key !== 'apiVersion') }
    : decoded(value, request, { refuse, text: isUnstructured ? undefined : shown })
  const warnings = fieldValidation === 'Ignore' ? [] : [...strict, ...unknownTexts(patched, unknown, type)]
  if (warnings.length > 0 && fieldValidation === 'Strict') {
    throw refuse(`strict decoding error: ${warnings.join(', ')}`)
  }
  if (isInternal) throw namelessObject(request)
  requireCustomType(object, request)
  return { object, warnings }
}

/** In the order in which they are come across: the converter sorts them, the decoder reads the text. */
function unknownTexts(
  { isUnstructured, shown }: Patched,
  unknown: readonly string[],
  { custom }: ResourceType,
): readonly string[] {
  if (!custom && !isUnstructured && unknown.length > 1) return fieldProblems(shown(), unknown)
  const texts = unknown.map(path => `unknown field ${JSON.stringify(path)}`)
  return custom ? texts : texts.sort(byCodePoint)
}

function namelessObject({ name }: PatchRequest): ApiError {
  return badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`)
}

/** A custom resource may be read as another kind or of another version; only then it is refused. */
function requireCustomType(value: JsonObject, { resourceType: type, name }: PatchRequest): void {
  if (!type.custom) return
  for (const key of ['kind', 'apiVersion'] as const) {
    const given = value[key] ?? ''
    if (given === type[key]) continue
    const kind = typeof value['kind'] === 'string' ? value['kind'] : type.kind
    const group = typeof value['apiVersion'] === 'string' ? groupOf(value['apiVersion']) : ''
    throw invalidObject({ group, kind }, name, [invalid(key, given, `must be ${type[key]}`)])
  }
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
}

interface DecodeHow {
  readonly refuse: (why: string) => ApiError
  /** The object's text; undefined where it goes through the converter. */
  readonly text: (() => string) | undefined
}

function decoded(
  value: JsonObject,
  { resourceType: type }: PatchRequest,
  { refuse, text }: DecodeHow,
): { readonly object: JsonObject; readonly unknown: readonly string[] } {
  const schema = type.custom ? undefined : builtInSchema(type.schemaName)
  if (!schema && !type.custom) return { object: value, unknown: [] }
  try {
    if (type.custom) return type.custom.decode(value)
    const fitted = text ? value : fromUnstructured(value, type.schemaName)
    const { object, unknown } = decodeTyped(fitted, schema ?? {}, type.kind, { keepsEmpty: true })
    return { object: { ...object, apiVersion: type.apiVersion, kind: type.kind }, unknown }
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error
    throw refuse(text && schema ? firstMismatch(text(), { schema, kind: type.kind }, error) : error.message)
  }
}

/** Of all values that do not fit, the decoder tells the first in the text. */
function firstMismatch(
  text: string,
  { schema, kind }: { readonly schema: BuiltInSchema; readonly kind: string },
  other: TypeMismatch,
): string {
  try {
    decodeTyped(asObject(parseJson(text)), schema, kind)
  } catch (error) {
    if (error instanceof TypeMismatch) return error.message
    throw error
  }
  return other.message
}

const asObject = (value: JsonValue): JsonObject => (isJsonObject(value) ? value : {})
