import { formatJson, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { Column } from '../kinds/index.ts'
import { shortDuration } from './age.ts'

/** The value of a custom resource's column: the first match of its path, in the column's type. */
export function columnValue(object: JsonObject, column: Column, now: Date): JsonValue {
  const found = firstMatch(object, column.jsonPath ?? '')
  if (found === undefined || found === null) return null
  switch (column.type) {
    case 'integer':
      return typeof found === 'number' ? Math.trunc(found) : typeof found === 'bigint' ? found : null
    case 'number':
      return typeof found === 'number' || typeof found === 'bigint' ? found : null
    case 'boolean':
      return typeof found === 'boolean' ? found : null
    case 'date':
      return dateText(found, now)
    default:
      return typeof found === 'string' ? found : formatJson(found)
  }
}

function dateText(value: JsonValue, now: Date): JsonValue {
  if (typeof value !== 'string') return null
  const time = Date.parse(value)
  return Number.isNaN(time) ? '<invalid>' : shortDuration((now.getTime() - time) / 1000)
}

/** A step of a path: a member, an index, any, or those with a member equal to a text. */
type Step =
  | { readonly type: 'member'; readonly key: string }
  | { readonly type: 'index'; readonly index: number }
  | { readonly type: 'slice'; readonly from: number; readonly to: number | undefined }
  | { readonly type: 'any' }
  | { readonly type: 'descend' }
  | { readonly type: 'filter'; readonly path: string; readonly value: JsonValue }

const stepPattern =
  /\.?\[\?\(@\.([\w./\\-]+)\s*==\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))\)\]|\[(-?\d+)\]|\[(-?\d*):(-?\d*)\]|\.(?=\.)|\[\*\]|\.\*|\[['"]([^'"]+)['"]\]|\.((?:[^.[\\]|\\.)+)/gy

/** The subset of JSONPath that printer columns use. */
export function firstMatch(object: JsonObject, path: string): JsonValue | undefined {
  const steps = parseSteps(path)
  if (!steps) return undefined
  return walk([object], steps)[0]
}

function parseSteps(path: string): Step[] | undefined {
  const text = path.startsWith('.') || path.startsWith('[') ? path : `.${path}`
  const steps: Step[] = []
  stepPattern.lastIndex = 0
  for (let at = 0; at < text.length; at = stepPattern.lastIndex) {
    const match = stepPattern.exec(text)
    if (!match) return undefined
    steps.push(stepOf(match))
  }
  return steps
}

function stepOf(match: RegExpExecArray): Step {
  const [all, filterPath, double, single, bare, index, from, to, quoted, member] = match
  if (all === '.') return { type: 'descend' }
  if (filterPath !== undefined) {
    return { type: 'filter', path: `.${filterPath}`, value: double ?? single ?? scalar(bare ?? '') }
  }
  if (index !== undefined) return { type: 'index', index: Number(index) }
  if (from !== undefined) return { type: 'slice', from: Number(from), to: to ? Number(to) : undefined }
  const key = quoted ?? member
  return key === undefined ? { type: 'any' } : { type: 'member', key: key.replace(/\\(.)/g, '$1') }
}

function scalar(text: string): JsonValue {
  if (text === 'true' || text === 'false') return text === 'true'
  const number = Number(text)
  return Number.isNaN(number) ? text : number
}

function walk(values: readonly JsonValue[], steps: readonly Step[]): readonly JsonValue[] {
  let current = values
  for (const step of steps) current = current.flatMap(value => take(value, step))
  return current
}

function take(value: JsonValue, step: Step): readonly JsonValue[] {
  switch (step.type) {
    case 'member': {
      const member = isJsonObject(value) ? value[step.key] : undefined
      return member === undefined ? [] : [member]
    }
    case 'index': {
      const item = Array.isArray(value) ? value.at(step.index) : undefined
      return item === undefined ? [] : [item]
    }
    case 'slice':
      return Array.isArray(value) ? value.slice(step.from, step.to) : []
    case 'any':
      return childrenOf(value)
    case 'descend':
      return [value, ...childrenOf(value).flatMap(child => take(child, step))]
    case 'filter':
      return childrenOf(value).filter(
        each => isJsonObject(each) && firstMatch(each, step.path) === step.value,
      )
  }
}

function childrenOf(value: JsonValue): readonly JsonValue[] {
  if (Array.isArray(value)) return value
  return isJsonObject(value) ? Object.values(value).filter(each => each !== undefined) : []
}
