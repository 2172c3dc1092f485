import type { GoValue } from '@sluice/gotemplate'
import { formatYaml } from '@sluice/yaml'
import { formatGoJson } from '../json/format-go-json.ts'
import { jsonValueOf } from '../json/json-value-of.ts'

/** A value that cannot be written as YAML. */
export class FormatError extends Error {}

/**
 * A value as sigs.k8s.io/yaml writes it, without the line break at its end. Go gets there by way of JSON, which it reads
 * as YAML; what that loses or refuses is lost and refused here.
 * @throws FormatError, MarshalError
 */
export function formatGoYaml(value: GoValue): string {
  const text = formatYaml(jsonValueOf(value, readBack))
  return text.endsWith('\n') ? text.slice(0, -1) : text
}

/** Characters that are themselves in JSON but not in YAML. */
const unusual = /[\x7F-\x9F\uD800-\uDFFF\uFFFE\uFFFF]/
const refused = /[\x7F-\x84\x86-\x9F\uFFFE\uFFFF]/
const longestKey = 1024

/** A string of JSON as Go's YAML reads it. */
function readBack(text: string, isKey: boolean): string {
  if (isKey && isTooLong(text)) throw new FormatError("yaml: did not find expected ',' or '}'")
  if (!unusual.test(text)) return text
  if (refused.test(text)) throw new FormatError('yaml: control characters are not allowed')
  if (isKey && text.includes('\x85')) throw new FormatError("yaml: did not find expected ',' or '}'")
  return text.toWellFormed().replace(/ *\x85[ \x85]*/g, fold)
}

function isTooLong(key: string): boolean {
  return key.length * 6 > longestKey && [...formatGoJson(key)].length > longestKey
}

/** YAML takes U+0085 for a line break: one is a blank, more of them are a newline less. */
function fold(breaks: string): string {
  const count = breaks.split('\x85').length - 1
  return count === 1 ? ' ' : '\n'.repeat(count - 1)
}
