import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { diffLines } from './diff-lines.ts'
import type { Difference } from './find-differences.ts'

/** Differences as a report: each with its path, what happened, and the values. */
export function formatDifferences(differences: readonly Difference[]): string {
  return `\n${differences.map(difference => `${difference.path}\n${bodyOf(difference)}\n`).join('')}`
}

function bodyOf(difference: Difference): string {
  switch (difference.type) {
    case 'value':
      return valueBody(difference.from, difference.to)
    case 'members': {
      const { removed, added } = difference
      return sideBySide(
        removed && [`- ${counted(removed, 'map entry', 'map entries')} removed:`, blockOf(removed)],
        added && [`+ ${counted(added, 'map entry', 'map entries')} added:`, blockOf(added)],
      )
    }
    case 'entries': {
      const { removed, added } = difference
      return sideBySide(
        removed.length > 0 && [
          `- ${counted(removed, 'list entry', 'list entries')} removed:`,
          blockOf(removed),
        ],
        added.length > 0 && [`+ ${counted(added, 'list entry', 'list entries')} added:`, blockOf(added)],
      )
    }
    case 'order':
      return `⇆ order changed\n- ${inline(difference.from)}\n+ ${inline(difference.to)}\n`
  }
}

type Section = readonly [title: string, block: readonly string[]]

/** A removal and an addition in one place stand beside each other. */
function sideBySide(left: Section | false | undefined, right: Section | false | undefined): string {
  if (left && right) {
    const width = Math.max(...[left[0], ...left[1]].map(line => line.length)) + 2
    const heading = `${left[0].padEnd(width)}${right[0]}\n`
    const height = Math.max(left[1].length, right[1].length)
    const rows = Array.from({ length: height }, (_, i) => {
      const beside = right[1][i]
      return `${(left[1][i] ?? '').padEnd(width)}${beside === undefined ? '' : `  ${beside}`}\n`
    })
    return heading + rows.join('')
  }
  if (left) return `${left[0]}\n${left[1].map(line => `${line}\n`).join('')}`
  return right ? `${right[0]}\n${right[1].map(line => `  ${line}\n`).join('')}` : ''
}

function valueBody(from: JsonValue, to: JsonValue): string {
  if (typeof from === 'string' && typeof to === 'string' && (from.includes('\n') || to.includes('\n'))) {
    const { inserts, deletions, lines } = diffLines(from, to)
    const what = [number(inserts, 'insert'), number(deletions, 'deletion')].filter(Boolean).join(', ')
    return `± value change in multiline text (${what})\n${lines.map(line => `${line}\n`).join('')}\n`
  }
  const [before, after] = [typeName(from), typeName(to)]
  const title = before === after ? '± value change' : `± type change from ${before} to ${after}`
  return `${title}\n- ${inline(from)}\n+ ${inline(to)}\n`
}

const words = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

function counted(things: JsonObject | readonly JsonValue[], one: string, many: string): string {
  const count = Array.isArray(things) ? things.length : Object.keys(things).length
  return `${words[count] ?? count} ${count === 1 ? one : many}`
}

function number(count: number, what: string): string {
  return count === 0 ? '' : `${words[count] ?? count} ${what}${count === 1 ? '' : 's'}`
}

function typeName(value: JsonValue): string {
  if (value === null) return '<nil>'
  if (Array.isArray(value)) return 'list'
  if (isJsonObject(value)) return 'map'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  return typeof value === 'number' && !Number.isInteger(value) ? 'float' : 'int'
}

/** A value in one line. */
function inline(value: JsonValue): string {
  if (Array.isArray(value)) return value.map(inline).join(', ')
  return isJsonObject(value) ? JSON.stringify(value) : String(value ?? '<nil>')
}

/** A value as YAML that puts names first. */
function blockOf(value: JsonValue): readonly string[] {
  if (Array.isArray(value))
    return value.flatMap(entry => blockOf(entry).map((line, i) => `${i === 0 ? '- ' : '  '}${line}`))
  if (isJsonObject(value))
    return namesFirst(value).flatMap(([key, member]) => memberLines(key, member ?? null))
  return [scalar(value)]
}

function memberLines(key: string, value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return value.length > 0 ? [`${key}:`, ...blockOf(value)] : [`${key}: []`]
  if (isJsonObject(value))
    return Object.keys(value).length > 0
      ? [`${key}:`, ...blockOf(value).map(line => `  ${line}`)]
      : [`${key}: {}`]
  if (typeof value === 'string' && value.includes('\n'))
    return [
      `${key}: |`,
      ...value
        .replace(/\n$/, '')
        .split('\n')
        .map(line => `  ${line}`),
    ]
  return [`${key}: ${scalar(value)}`]
}

function namesFirst(value: JsonObject): readonly (readonly [string, JsonValue | undefined])[] {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  return entries.sort(([a], [b]) => (a === 'name' ? -1 : b === 'name' ? 1 : a < b ? -1 : 1))
}

function scalar(value: JsonValue): string {
  if (typeof value !== 'string') return String(value)
  return value === '' || /[:#]|^[*&!%@`{}[\]|>'"?-]/.test(value) ? JSON.stringify(value) : value
}
