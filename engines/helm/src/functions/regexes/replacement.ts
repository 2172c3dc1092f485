import type { Match, Regex } from './compile.ts'

type Part = string | { readonly group: number | undefined }

/**
 * Reads a replacement of Go: `$1`, `${1}`, `$name` and `${name}` stand for groups, `$$` for a dollar sign. A name is as
 * long as it can be, so `$1x` is the group named `1x`; groups that do not exist are empty.
 */
export function compileReplacement(template: string, regex: Regex): (match: Match) => string {
  const parts = readParts(template, regex)
  return match => parts.map(part => textOf(part, match)).join('')
}

const reference = /^(?:\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/u

function readParts(template: string, regex: Regex): Part[] {
  const parts: Part[] = []
  let rest = template
  for (let at = rest.indexOf('$'); at >= 0; at = rest.indexOf('$')) {
    parts.push(rest.slice(0, at))
    rest = rest.slice(at + 1)
    const match = reference.exec(rest)
    if (match) parts.push({ group: groupIndex(match[1] ?? match[2] ?? '', regex) })
    else parts.push('$')
    // A dollar sign that starts no reference stands for itself; the second of two belongs to the first.
    rest = rest.slice(match ? match[0].length : rest.startsWith('$') ? 1 : 0)
  }
  return [...parts, rest]
}

function groupIndex(name: string, regex: Regex): number | undefined {
  if (/^(0|[1-9]\d{0,8})$/.test(name)) return Number(name)
  return Object.hasOwn(regex.groupNames, name) ? regex.groupNames[name] : undefined
}

function textOf(part: Part, match: Match): string {
  if (typeof part === 'string') return part
  return part.group === undefined ? '' : (match.group(part.group) ?? '')
}
