import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { goNumber } from '@sluice/openapi'

/** A value as Go prints a decoded map: `map[data:map[a:4] list:[x y]]`. */
export function goMap(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`
  if (isJsonObject(value)) {
    const names = Object.keys(value).sort()
    return `map[${names.map(name => `${name}:${goMap(value[name])}`).join(' ')}]`
  }
  return typeof value === 'number' || typeof value === 'bigint' ? goNumber(value) : String(value)
}
