import { isJsonObject, type JsonValue } from '@sluice/base/json'

/** The Go type that a decoded value has. */
export function goTypeName(value: JsonValue): string {
  if (value === null) return '<nil>'
  if (Array.isArray(value)) return '[]interface {}'
  if (isJsonObject(value)) return 'map[string]interface {}'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  return (typeof value === 'number' || typeof value === 'bigint') && isGoInteger(value) ? 'int64' : 'float64'
}

/** Whether a decoded number is an integer to Go: one that is too large for 64 bits is none. */
function isGoInteger(value: number | bigint): boolean {
  return typeof value === 'bigint' ? BigInt.asIntN(64, value) === value : Number.isSafeInteger(value)
}

/** A value as Go's `%v` prints it. */
export function goPrint(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(goPrint).join(' ')}]`
  if (typeof value === 'number' || typeof value === 'bigint') {
    return isGoInteger(value) ? String(value) : goFloat(Number(value))
  }
  if (!isJsonObject(value)) return String(value)
  const members = Object.keys(value).sort()
  return `map[${members.map(name => `${name}:${goPrint(value[name])}`).join(' ')}]`
}

/** Go's `%g`: with an exponent where that has more than five digits. */
function goFloat(value: number): string {
  const size = Math.abs(value)
  const text = size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential() : String(value)
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}

/** A value as Go's `%#v` prints it. */
export function goSyntax(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return goFloatSyntax(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (!isJsonObject(value)) return String(value)
  const members = Object.keys(value).sort()
  return `map[string]interface {}{${members.map(name => `${JSON.stringify(name)}:${goSyntax(value[name])}`).join(', ')}}`
}

function goFloatSyntax(value: number): string {
  const text = String(value)
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return text
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}
