import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { goPrint } from '@sluice/merge'
import { type FieldError, invalid } from '@sluice/openapi'
import type { CustomType } from '../kinds/index.ts'

const largest = 2 ** 31 - 1

/** What is wrong with the values that the scale subresource reads; a change of the status is asked only about those there. */
export function scaleErrors(
  object: JsonObject,
  scale: CustomType['scale'],
  part: 'all' | 'status',
): readonly FieldError[] {
  if (!scale) return []
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale
  return [
    ...(part === 'all' ? replicasErrors(object, specReplicasPath) : []),
    ...replicasErrors(object, statusReplicasPath),
    ...(labelSelectorPath === undefined ? [] : selectorErrors(object, labelSelectorPath)),
  ]
}

/** Numbers of replicas are whole, not negative, and not too large. */
function replicasErrors(object: JsonObject, path: string): readonly FieldError[] {
  const { value, problem } = valueAt(object, path)
  if (problem) return [invalid(path, 0, problem)]
  if (value === undefined) return []
  if (!isInteger(value)) return [invalid(path, 0, wrongType(path, value, 'int64'))]
  if (value < 0) return [invalid(path, value, 'should be a non-negative integer')]
  return value > largest ? [invalid(path, value, `should be less than or equal to ${largest}`)] : []
}

function selectorErrors(object: JsonObject, path: string): readonly FieldError[] {
  const { value, problem } = valueAt(object, path)
  if (problem) return [invalid(path, '', problem)]
  if (value === undefined || typeof value === 'string') return []
  return [invalid(path, '', wrongType(path, value, 'string'))]
}

const isInteger = (value: JsonValue): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))

interface Found {
  readonly value?: JsonValue
  readonly problem?: string
}

function valueAt(object: JsonObject, path: string): Found {
  const keys = path.split('.').filter(Boolean)
  let value: JsonValue | undefined = object
  for (const [i, key] of keys.entries()) {
    if (value === null || value === undefined) return {}
    if (!isJsonObject(value)) {
      return { problem: wrongType(`.${keys.slice(0, i + 1).join('.')}`, value, 'map[string]interface{}') }
    }
    value = value[key]
  }
  return { value }
}

function wrongType(path: string, value: JsonValue, expected: string): string {
  return `${path} accessor error: ${goPrint(value)} is of the type ${goType(value)}, expected ${expected}`
}

function goType(value: JsonValue): string {
  if (value === null) return '<nil>'
  if (Array.isArray(value)) return '[]interface {}'
  if (isJsonObject(value)) return 'map[string]interface {}'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return typeof value === 'boolean' ? 'bool' : typeof value === 'bigint' ? 'int64' : 'string'
}
