import { isJsonObject, type JsonValue } from '@sluice/base/json'

/** A value as Go's `%#v` prints what YAML decodes to; some errors quote it. */
export function goSyntax(value: JsonValue): string {
  if (value === null) return 'interface {}(nil)'
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (!isJsonObject(value)) return String(value)
  const members = Object.keys(value)
    .sort()
    .map(key => `${JSON.stringify(key)}:${goSyntax(value[key] ?? null)}`)
  return `map[interface {}]interface {}{${members.join(', ')}}`
}
