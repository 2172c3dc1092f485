import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type DecodeOptions, decodeTyped, isReadable, kindMismatch, TypeMismatch } from '../decode/index.ts'
import {
  asObject,
  type DecodedBody,
  decodeBody,
  notAnObject,
  typeMember,
  unrecognized,
} from '../http/body.ts'
import { fieldProblems } from '../http/duplicate-fields.ts'
import { mediaTypeOf } from '../http/media-type.ts'
import { protobuf } from '../http/negotiate.ts'
import type { CustomType } from '../kinds/index.ts'
import { builtInSchema } from '../kinds/index.ts'
import { parsePatchBody } from '../patch/json-body.ts'
import type { FieldValidation } from '../patch/patch.ts'
import { type ApiError, badRequest, invalid, invalidObject } from '../status/index.ts'
import type { ApiRequest } from './api-request.ts'
import { metaOf, stringAt } from './object.ts'

/** What a body is expected to hold: the type of the resource, or the kind of a subresource. */
export interface ExpectedKind {
  readonly apiVersion: string
  readonly kind: string
  readonly schemaName: string
  /** Older versions with the same fields. */
  readonly otherVersions?: readonly string[]
  readonly custom?: Pick<CustomType, 'decode'>
}

/** How a body is read. */
export interface ReadOptions extends Pick<DecodeOptions, 'keepsEmpty'> {
  readonly fieldValidation: FieldValidation
}

/** Reads the body of a POST or PUT as an object of the expected kind. */
export async function readObject(
  request: ApiRequest,
  expected: ExpectedKind,
  { fieldValidation, keepsEmpty = false }: ReadOptions,
): Promise<JsonObject> {
  const text = await request.body()
  const decoded = decodeBody(text, request.headers['content-type'], expected.kind)
  const { value } = decoded
  const body = asObject(value, text, expected.kind) ?? {}
  if (expected.custom) requireFinite(decoded, expected)
  if (expected.custom) requireCustomKind(body, text, { ...expected, fieldValidation })
  else requireKind(body, expected, text)
  const { object, unknown } = decodeObject(body, expected, { numbers: decoded.numbers, keepsEmpty })
  reportStrict(request, expected, fieldValidation, { ...decoded, unknown, text })
  return object
}

function requireKind(body: JsonObject, expected: ExpectedKind, text: string): void {
  const kind = typeText(body, 'kind') || expected.kind
  const apiVersion = fullVersion(typeText(body, 'apiVersion'), expected.apiVersion)
  if (kind === expected.kind && expected.otherVersions?.includes(apiVersion)) return
  if (kind === expected.kind && apiVersion === expected.apiVersion) return
  if (kind === expected.kind && isReadable(apiVersion, kind)) throw otherVersion(apiVersion, expected)
  const version = versionOf(apiVersion)
  const problem =
    version === ''
      ? `Object 'apiVersion' is missing in '${text}'`
      : kindMismatch({ apiVersion, kind }, expected)
  throw badRequest(
    `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${expected.kind}: ${problem}`,
  )
}

function otherVersion(given: string, { apiVersion }: Pick<ExpectedKind, 'apiVersion'>): ApiError {
  return badRequest(
    `the API version in the data (${given}) does not match the expected API version (${apiVersion})`,
  )
}

function typeText(body: JsonObject, name: 'kind' | 'apiVersion'): string {
  const value = typeMember(body, name)
  return typeof value === 'string' ? value : ''
}

/** What a body leaves out of its version is that of the resource. */
function fullVersion(given: string, expected: string): string {
  const [group, version] = given.includes('/') ? given.split('/') : ['', given]
  if (version) return group ? given : version
  return !group || expected.startsWith(`${group}/`) ? expected : given
}

/** Numbers of custom resources are of 64 bits. */
function requireFinite({ numbers = new Map() }: DecodedBody, { kind, apiVersion }: ExpectedKind): void {
  const huge = [...numbers.values()].find(text => !Number.isFinite(Number(text)))
  if (huge === undefined) return
  const version = JSON.stringify(versionOf(apiVersion))
  const problem = `json: cannot unmarshal number ${huge} into Go value of type float64`
  throw badRequest(`${kind} in version ${version} cannot be handled as a ${kind}: ${problem}`)
}

/** A custom resource names its kind and version itself. */
function requireCustomKind(
  body: JsonObject,
  text: string,
  { kind, apiVersion, fieldValidation }: ExpectedKind & { readonly fieldValidation: FieldValidation },
): void {
  const given = stringAt(body, 'kind')
  if (given === '') {
    const problem = `Object 'Kind' is missing in '${text}'`
    if (fieldValidation !== 'Ignore') throw unrecognized(Buffer.from(text), kind, problem)
    const version = JSON.stringify(versionOf(apiVersion))
    throw badRequest(`${kind} in version ${version} cannot be handled as a ${kind}: ${problem}`)
  }
  const version = stringAt(body, 'apiVersion')
  if (version !== apiVersion) {
    throw otherVersion(version, { apiVersion })
  }
  if (given === kind) return
  const group = apiVersion.split('/')[0] ?? ''
  throw invalidObject({ group, kind: given }, stringAt(metaOf(body), 'name'), [
    invalid('kind', given, `must be ${kind}`),
  ])
}

function versionOf(apiVersion: string): string {
  return apiVersion.split('/').at(-1) ?? ''
}

/** Typed decoding for built-in kinds; custom resources keep what their schema says. */
export function decodeObject(
  body: JsonObject,
  expected: ExpectedKind,
  options: DecodeOptions = {},
): { readonly object: JsonObject; readonly unknown: readonly string[] } {
  const schema = expected.custom ? undefined : builtInSchema(expected.schemaName)
  if (!schema && !expected.custom) return { object: body, unknown: [] }
  try {
    if (expected.custom) return expected.custom.decode(body)
    const decoded = decodeTyped(body, schema ?? {}, expected.kind, options)
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

/** What is wrong with a body that can be read all the same. */
interface Oddities extends Pick<DecodedBody, 'duplicates' | 'repeatedKeys'> {
  readonly unknown: readonly string[]
  readonly text: string
}

/** Unknown and duplicate fields: refused, told as warnings, or passed over. */
function reportStrict(
  request: Pick<ApiRequest, 'warn'>,
  expected: ExpectedKind,
  fieldValidation: FieldValidation,
  { duplicates, repeatedKeys, unknown, text }: Oddities,
): void {
  if (fieldValidation === 'Ignore') return
  const strange = unknown.map(path => `unknown field ${JSON.stringify(path)}`)
  const repeated = duplicates.map(path => `duplicate field ${JSON.stringify(path)}`)
  // Custom resources are read as they are first, and held against their schema afterwards.
  const inOrder = !expected.custom && strange.length > 0 && repeated.length > 0
  const texts = inOrder ? fieldProblems(text, unknown) : [...repeated, ...strange]
  if (texts.length === 0 && repeatedKeys.length === 0) return
  if (fieldValidation === 'Strict') {
    const inYaml =
      repeatedKeys.length > 0
        ? [`yaml: unmarshal errors:\n${repeatedKeys.map(text => `  ${text}`).join('\n')}`]
        : []
    throw badRequest(
      `${expected.kind} in version ${JSON.stringify(versionOf(expected.apiVersion))} cannot be handled as a ${expected.kind}: strict decoding error: ${[...inYaml, ...texts].join(', ')}`,
    )
  }
  for (const each of [...repeatedKeys, ...texts]) request.warn(each)
}

/** The body of a delete, if there is one. */
export async function readOptionsBody(request: ApiRequest): Promise<JsonObject | undefined> {
  const text = await request.body()
  if (text === '') return undefined
  const value = optionsValue(text, request.headers['content-type'])
  if (value === null) return {}
  if (!isJsonObject(value)) throw badRequest(`${unreadable}${notAnObject(value)}`)
  const kind = stringAt(value, 'kind')
  if (kind !== '' && kind !== 'DeleteOptions') {
    const version = JSON.stringify(stringAt(value, 'apiVersion') || 'meta.k8s.io/v1')
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${version} in scheme "k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27"`,
    )
  }
  requireOptions(value)
  return value
}

const unreadable = "couldn't get version/kind; json parse error: "

/** Options are not told from other objects: errors do not say what was expected. */
function optionsValue(text: string, contentType: string | undefined): JsonValue {
  const mediaType = contentType ? mediaTypeOf(contentType) : 'application/json'
  if (mediaType === 'application/json' || mediaType === protobuf)
    return parsePatchBody(text, 'Ignore', unreadable).value
  return decodeBody(text, contentType, 'DeleteOptions').value
}

function requireOptions(value: JsonObject): void {
  const schema = builtInSchema('io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions')
  try {
    decodeTyped(value, schema ?? {}, 'DeleteOptions')
  } catch (error) {
    if (error instanceof TypeMismatch) throw badRequest(error.message)
    throw error
  }
}
