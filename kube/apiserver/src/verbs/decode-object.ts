import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { decodeTyped, TypeMismatch } from '../decode/index.ts'
import { asObject, decodeBody } from '../http/body.ts'
import type { CustomType } from '../kinds/index.ts'
import { builtInSchema } from '../kinds/index.ts'
import type { FieldValidation } from '../patch/patch.ts'
import { badRequest } from '../status/index.ts'
import { definitionOf } from '../wire/index.ts'
import type { ApiRequest } from './api-request.ts'
import { stringAt } from './object.ts'

/** What a body is expected to hold: the type of the resource, or the kind of a subresource. */
export interface ExpectedKind {
  readonly apiVersion: string
  readonly kind: string
  readonly schemaName: string
  readonly custom?: Pick<CustomType, 'decode'>
}

/** Reads the body of a POST or PUT as an object of the expected kind. */
export async function readObject(
  request: ApiRequest,
  expected: ExpectedKind,
  fieldValidation: FieldValidation,
): Promise<JsonObject> {
  const text = await request.body()
  const { value, duplicates } = decodeBody(text, request.headers['content-type'], expected.kind)
  const body = asObject(value, text, expected.kind) ?? {}
  requireKind(body, expected, value === null)
  const { object, unknown } = decodeObject(body, expected)
  reportStrict(request, expected, fieldValidation, duplicates, unknown)
  return object
}

function requireKind(body: JsonObject, expected: ExpectedKind, isNull: boolean): void {
  const kind = stringAt(body, 'kind')
  const apiVersion = stringAt(body, 'apiVersion')
  if (isNull) return
  if (expected.custom && (kind === '' || apiVersion === '')) return
  if (kind !== '' && apiVersion !== '' && (kind !== expected.kind || apiVersion !== expected.apiVersion)) {
    if (expected.custom && kind !== expected.kind && apiVersion === expected.apiVersion) return
    throw badRequest(
      `${kind} in version ${JSON.stringify(versionOf(apiVersion))} cannot be handled as a ${expected.kind}: ${conversionText(kind, apiVersion, expected)}`,
    )
  }
}

/** A known kind cannot be converted to the expected one, an unknown one is not even read. */
function conversionText(kind: string, apiVersion: string, expected: ExpectedKind): string {
  const known = definitionOf(apiVersion, kind)
  if (known === undefined) {
    return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`
  }
  const group = expected.apiVersion.includes('/') ? expected.apiVersion.split('.')[0]?.split('/')[0] : 'core'
  return `converting (${versionOf(apiVersion)}.${kind}) to (${group}.${expected.kind}): unknown conversion`
}

function versionOf(apiVersion: string): string {
  return apiVersion.split('/').at(-1) ?? ''
}

/** Typed decoding for built-in kinds; custom resources keep what their schema says. */
export function decodeObject(
  body: JsonObject,
  expected: ExpectedKind,
): { readonly object: JsonObject; readonly unknown: readonly string[] } {
  const schema = expected.custom ? undefined : builtInSchema(expected.schemaName)
  if (!schema && !expected.custom) return { object: body, unknown: [] }
  try {
    if (expected.custom) return expected.custom.decode(body)
    const decoded = decodeTyped(body, schema ?? {}, expected.kind)
    return {
      object: { ...decoded.object, kind: expected.kind, apiVersion: expected.apiVersion },
      unknown: decoded.unknown,
    }
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error
    throw badRequest(
      `${expected.kind} in version ${JSON.stringify(versionOf(expected.apiVersion))} cannot be handled as a ${expected.kind}: ${error.message}`,
    )
  }
}

/** Unknown and duplicate fields: refused, told as warnings, or passed over. */
export function reportStrict(
  request: Pick<ApiRequest, 'warn'>,
  expected: ExpectedKind,
  fieldValidation: FieldValidation,
  duplicates: readonly string[],
  unknown: readonly string[],
): void {
  if (fieldValidation === 'Ignore') return
  const strange = unknown.map(path => `unknown field ${JSON.stringify(path)}`)
  const repeated = duplicates.map(path => `duplicate field ${JSON.stringify(path)}`)
  // Custom resources are read as they are first, and held against their schema afterwards.
  const texts = expected.custom ? [...repeated, ...strange] : [...strange, ...repeated]
  if (texts.length === 0) return
  if (fieldValidation === 'Strict') {
    throw badRequest(
      `${expected.kind} in version ${JSON.stringify(versionOf(expected.apiVersion))} cannot be handled as a ${expected.kind}: strict decoding error: ${texts.join(', ')}`,
    )
  }
  for (const text of texts) request.warn(text)
}

/** The body of a delete, if there is one. */
export async function readOptionsBody(request: ApiRequest): Promise<JsonObject | undefined> {
  const text = await request.body()
  if (text.trim() === '') return undefined
  const { value } = decodeBody(text, request.headers['content-type'], 'DeleteOptions')
  return isJsonObject(value) ? value : undefined
}
