/** Attributes of devices: one value each. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type FieldError, invalid, tooLong } from '../../status/index.ts'
import { invalidStruct } from '../values/go-form.ts'

const longestValue = 64
const part = '(0|[1-9]\\d*)'
const word = '(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)'
const build = '[0-9a-zA-Z-]+'
const version = new RegExp(
  `^${part}\\.${part}\\.${part}(-${word}(\\.${word})*)?(\\+${build}(\\.${build})*)?$`,
)

const oneValue = 'exactly one value must be specified'

/** What is wrong with an attribute. */
export function* attributeErrors(value: JsonValue | undefined, at: string): Generator<FieldError> {
  const attribute: JsonObject = isJsonObject(value) ? value : {}
  const { string, version } = attribute
  if (typeof string === 'string') yield* lengthErrors(string, `${at}.string`)
  if (typeof version === 'string') yield* versionErrors(version, `${at}.version`)
  const given = ['int', 'bool', 'string', 'version'].filter(
    name => attribute[name] !== undefined && attribute[name] !== null,
  )
  if (given.length === 0) yield invalid(at, '', oneValue)
  if (given.length > 1) yield invalidStruct(at, 'DeviceAttribute', attribute, oneValue)
}

function* versionErrors(text: string, at: string): Generator<FieldError> {
  if (!version.test(text)) yield invalid(at, text, 'must be a string compatible with semver.org spec 2.0.0')
  yield* lengthErrors(text, at)
}

function* lengthErrors(text: string, at: string): Generator<FieldError> {
  if (Buffer.byteLength(text) > longestValue) yield tooLong(at, longestValue)
}
