import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import { byCodePoint } from '@sluice/openapi'
import { decodeTyped, TypeMismatch } from '../decode/index.ts'
import { fieldProblems } from '../http/duplicate-fields.ts'
import { type BuiltInSchema, builtInSchema, type CustomType, type ResourceType } from '../kinds/index.ts'
import { type ApiError, invalid, invalidObject } from '../status/index.ts'
import { fromUnstructured } from './from-unstructured.ts'
import { goKind } from './json-body.ts'
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
  if (!isJsonObject(value)) throw refuse(noObject(value, type))
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
  return { object, warnings }
}

/** A built-in kind is looked for first, and what is no object has none. */
function noObject(value: JsonValue, { custom, kind }: ResourceType): string {
  if (custom) return `json: cannot unmarshal into Go value of type ${kind}`
  const members = ['APIVersion', 'Kind'].map(
    name => `${name} string "json:\\"${name === 'Kind' ? 'kind' : 'apiVersion'},omitempty\\""`,
  )
  const problem = `json: cannot unmarshal ${goKind(value)} into Go value of type struct { ${members.join('; ')} }`
  return `couldn't get version/kind; json parse error: ${problem}`
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
    if (type.custom) return decodedCustom(value, type, type.custom)
    const fitted = text ? value : fromUnstructured(value, type.schemaName)
    const { object, unknown } = decodeTyped(fitted, schema ?? {}, type.kind, { keepsEmpty: true })
    return { object: { ...object, apiVersion: type.apiVersion, kind: type.kind }, unknown }
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error
    throw refuse(text && schema ? firstMismatch(text(), { schema, kind: type.kind }, error) : error.message)
  }
}

/** What is of another kind or group is read as it is, and what is of a version that is not there has no fields. */
function decodedCustom(
  value: JsonObject,
  { group, kind, apiVersion }: ResourceType,
  custom: CustomType,
): { readonly object: JsonObject; readonly unknown: readonly string[] } {
  const given = value['apiVersion']
  const isOther = value['kind'] !== kind || typeof given !== 'string' || given.split('/')[0] !== group
  if (isOther) {
    const { metadata } = custom.decode({ apiVersion, kind, metadata: value['metadata'] ?? {} }).object
    return { object: { ...value, metadata }, unknown: [] }
  }
  const { object, unknown } = custom.decode(value)
  return given === apiVersion ? { object, unknown } : { object: value, unknown: fieldsOf(value) }
}

const fieldsOf = (value: JsonObject) =>
  Object.keys(value)
    .filter(key => !['apiVersion', 'kind', 'metadata'].includes(key))
    .sort(byCodePoint)

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
