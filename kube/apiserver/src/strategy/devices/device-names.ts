/** The names in the kinds of dynamic resource allocation. @module */
import { type FieldError, invalid, required, tooLong } from '../../status/index.ts'
import { driverNameErrors } from '../storage/driver-name.ts'
import {
  dnsLabelErrors,
  dnsSubdomainErrors,
  labelValueErrors,
  qualifiedNameErrors,
  type TextCheck,
} from '../values/names.ts'

const longestIdentifier = 32
/** As long as the name of an attribute or a capacity may be: its domain, a slash, its identifier. */
export const longestQualifiedName = 63 + 1 + longestIdentifier
const longestPool = 253

function* errorsOf(check: TextCheck, name: string, at: string): Generator<FieldError> {
  for (const error of check(name)) yield invalid(at, name, error)
}

/** What is wrong with the name of a request, a device or a set of counters. */
export function shortNameErrors(name: string, at: string): Generator<FieldError> {
  return errorsOf(dnsLabelErrors, name, at)
}

/** What is wrong with the name of a node. */
export function nodeNameErrors(name: string, at: string): Generator<FieldError> {
  return errorsOf(dnsSubdomainErrors, name, at)
}

/** What is wrong with the key of a taint or with a condition's type. */
export function labelNameErrors(name: string, at: string): Generator<FieldError> {
  return errorsOf(qualifiedNameErrors, name, at)
}

/** What is wrong with the value of a taint. */
export function taintValueErrors(value: string, at: string): Generator<FieldError> {
  return errorsOf(labelValueErrors, value, at)
}

/** What is wrong with the name of a class, which must be there. */
export function* classNameErrors(name: string, at: string): Generator<FieldError> {
  if (!name) yield required(at)
  else yield* errorsOf(dnsSubdomainErrors, name, at)
}

/** What is wrong with the name of a pool: subdomains that slashes separate. */
export function* poolNameErrors(name: string, at: string): Generator<FieldError> {
  if (!name) return yield required(at)
  if (Buffer.byteLength(name) > longestPool) yield tooLong(at, longestPool)
  for (const part of name.split('/')) yield* errorsOf(dnsSubdomainErrors, part, at)
}

const identifier =
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')"

function* identifierErrors(id: string, at: string): Generator<FieldError> {
  if (Buffer.byteLength(id) > longestIdentifier) yield tooLong(at, longestIdentifier)
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(id)) yield invalid(at, id, identifier)
}

/** What is wrong with the name of an attribute or a capacity; of more than one slash, nothing is said. */
export function* attributeNameErrors(name: string, at: string): Generator<FieldError> {
  const [first = '', second, ...more] = name.split('/')
  if (second === undefined) return yield* identifierErrors(first, at)
  if (more.length > 0) return
  if (first) yield* driverNameErrors(first, at)
  else yield invalid(at, '', 'the domain must not be empty')
  if (second) yield* identifierErrors(second, at)
  else yield invalid(at, '', 'the name must not be empty')
}

/** What is wrong with the name of an attribute that must have a domain. */
export function* fullAttributeNameErrors(name: string, at: string): Generator<FieldError> {
  yield* attributeNameErrors(name, at)
  if (name.includes('/')) return
  yield invalid(at, name, 'a fully qualified name must be a domain and a name separated by a slash')
}

const normalForm =
  'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters'
const hex = '[0-9a-fA-F]'
const uuid = `${hex}{8}-${hex}{4}-${hex}{4}-${hex}{4}-${hex}{12}`
const anyUuid = new RegExp(`^(urn:uuid:${uuid}|\\{${uuid}\\}|${uuid}|${hex}{32})$`, 'i')

/** What is wrong with a UUID. */
export function* uuidErrors(text: string, at: string): Generator<FieldError> {
  if (!anyUuid.test(text)) yield invalid(at, text, `error validating uid: ${uuidProblem(text)}`)
  else if (text.length !== 36 || text !== text.toLowerCase()) yield invalid(at, text, normalForm)
}

function uuidProblem(text: string): string {
  const length = Buffer.byteLength(text)
  if (length === 45 && text.slice(0, 9).toLowerCase() !== 'urn:uuid:') {
    return `invalid urn prefix: ${JSON.stringify(text.slice(0, 9))}`
  }
  if (length === 38 && !(text.startsWith('{') && text.endsWith('}'))) return 'invalid bracketed UUID format'
  return [32, 36, 38, 45].includes(length) ? 'invalid UUID format' : `invalid UUID length: ${length}`
}
