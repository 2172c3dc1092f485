import { formatJson, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'

/**
 * One step of a path as FieldsV1 writes it: `f:name` a member, `k:{…}` the item of a list with these keys,
 * `v:…` the item of a set with this value, `i:0` the item at this position. Text, so that sets can be indexed
 * by it; keys are in canonical form (sorted members), so that equal steps are equal text.
 */
export type PathElement = string

/** The step to a member of an object. */
export function fieldElement(name: string): PathElement {
  return `f:${name}`
}

/** The step to a list item with these key fields. */
export function keyElement(keys: JsonObject): PathElement {
  return `k:${canonicalJson(keys)}`
}

/** The step to an item of a set. */
export function valueElement(value: JsonValue): PathElement {
  return `v:${canonicalJson(value)}`
}

/** The step to the item at a position; only messages use it. */
export function indexElement(index: number): PathElement {
  return `i:${index}`
}

/** The name where the element is a member; undefined for items of lists. */
export function fieldNameOf(element: PathElement): string | undefined {
  return element.startsWith('f:') ? element.slice(2) : undefined
}

/** Reads one name of a FieldsV1 object. Throws `SyntaxError` where it is none. */
export function parsePathElement(text: string): PathElement {
  switch (text.slice(0, 2)) {
    case 'f:':
      return text
    case 'v:':
      return valueElement(parseJson(text.slice(2)))
    case 'i:':
      if (!/^i:-?\d+$/.test(text)) throw new SyntaxError(`'${text}' is no list position`)
      return text
    case 'k:': {
      const keys = parseJson(text.slice(2))
      if (!isJsonObject(keys)) throw new SyntaxError(`'${text}' has no key fields`)
      return keyElement(keys)
    }
    default:
      throw new SyntaxError(`'${text}' is no path element`)
  }
}

/** The element as messages show it: `.name`, `[name="app"]`, `[="x"]`, `[0]`. */
export function showPathElement(element: PathElement): string {
  const rest = element.slice(2)
  switch (element[0]) {
    case 'f':
      return `.${rest}`
    case 'v':
      return `[=${rest}]`
    case 'i':
      return `[${rest}]`
    default:
      return `[${showKeys(rest)}]`
  }
}

function showKeys(json: string): string {
  const keys = parseJson(json)
  if (!isJsonObject(keys)) return json
  return Object.entries(keys)
    .map(([name, value]) => `${name}=${showValue(value ?? null)}`)
    .join(',')
}

/** As Go's library prints it: the members of a map follow one another without a mark. */
function showValue(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(showValue).join(',')}]`
  if (!isJsonObject(value)) return formatJson(value)
  return Object.entries(value)
    .map(([name, member]) => `${name}=${showValue(member ?? null)}`)
    .join('')
}

const ranks: Readonly<Record<string, number>> = { f: 0, k: 1, v: 2, i: 3 }

/** The order of elements in printed sets: members, keyed items, values, positions; each by text. */
export function comparePathElements(a: PathElement, b: PathElement): number {
  const rank = (ranks[a[0] ?? ''] ?? 4) - (ranks[b[0] ?? ''] ?? 4)
  if (rank !== 0) return rank
  return a < b ? -1 : a > b ? 1 : 0
}

function canonicalJson(value: JsonValue): string {
  if (!isJsonObject(value))
    return Array.isArray(value) ? `[${value.map(canonicalJson).join(',')}]` : formatJson(value)
  const names = Object.keys(value).filter(name => value[name] !== undefined)
  if (names.length > 1) names.sort()
  return `{${names.map(name => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`).join(',')}}`
}
