import type { JsonValue } from '@sluice/base/json'
import { GoFunction, type GoMap, GoObject, type GoValue, Int } from '@sluice/gotemplate'
import { formatYaml } from '@sluice/yaml'

/**
 * A value as go.yaml.in/yaml/v3 writes it with an indentation of two, without the line break at its end. This one
 * does not go by way of JSON: floats look like floats, and bytes are a list of numbers.
 */
export function formatPrettyYaml(value: GoValue): string {
  const text = formatYaml(convert(value), { dialect: 'v3' })
  return text.endsWith('\n') ? text.slice(0, -1) : text
}

function convert(value: GoValue): JsonValue {
  if (value === null || value === undefined) return null
  if (value instanceof Int) return value.value
  if (typeof value !== 'object') return value
  if (value instanceof Uint8Array) return Array.from(value, BigInt)
  if (value instanceof GoFunction) throw new Error('cannot marshal type: func()')
  if (value instanceof GoObject) return convert(value.marshal())
  if (Array.isArray(value)) return value.map(convert)
  return convertMap(value)
}

function convertMap(map: GoMap): JsonValue {
  const members: { [key: string]: JsonValue } = {}
  for (const [key, value] of Object.entries(map)) {
    Object.defineProperty(members, key, { value: convert(value), enumerable: true })
  }
  return members
}
