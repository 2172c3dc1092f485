import { type GoMap, withType } from '@sluice/gotemplate'

/** Go's `strings.SplitN`: at most `count` parts, all of them if it is negative; an empty separator splits characters. */
export function splitText(text: string, separator: string, count: number): string[] {
  if (count === 0) return []
  const parts = separator === '' ? [...text] : text.split(separator)
  if (count < 0 || parts.length <= count) return parts
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)]
}

/** The parts of a text under the keys `_0`, `_1` and so on. */
export function splitMap(separator: string, text: string, count: number): GoMap {
  const parts = splitText(text, separator, count)
  return withType(Object.fromEntries(parts.map((part, i) => [`_${i}`, part])), 'map[string]string')
}
