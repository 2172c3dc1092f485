/** The indexes of an Indexed Job's Pods that are done, as in `0,3-5`. @module */
import { type FieldError, invalid } from '../../status/index.ts'
import { numberAt, textAt } from '../values/read.ts'
import type { JobStatusChange } from './job-status.ts'

/** What is wrong with the indexes in the status of a Job that have changed. */
export function* indexErrors({ spec, status, changed }: JobStatusChange): Generator<FieldError> {
  const completions = numberAt(spec, 'completions')
  const completed = textAt(status, 'completedIndexes')
  const failed = typeof status['failedIndexes'] === 'string' ? status['failedIndexes'] : undefined
  const perIndex = spec['backoffLimitPerIndex'] !== undefined
  const [at, atFailed] = ['status.completedIndexes', 'status.failedIndexes']
  if (changed('completedIndexes')) yield* formatErrors(completed, completions, at)
  if (changed('failedIndexes') && perIndex) yield* formatErrors(failed ?? '', completions, atFailed)
  if (changed('completedIndexes') && completed && spec['completionMode'] !== 'Indexed') {
    yield invalid(at, completed, 'cannot set non-empty completedIndexes when non-indexed completion mode')
  }
  if (changed('failedIndexes') && failed !== undefined && !perIndex) {
    yield invalid(atFailed, failed, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null')
  }
  if (!failed || completions === undefined || !changed('completedIndexes', 'failedIndexes')) return
  const shared = sharedIndex(completed, failed, completions)
  if (shared !== undefined) {
    yield invalid(atFailed, failed, `failedIndexes and completedIndexes overlap at index: ${shared}`)
  }
}

function* formatErrors(text: string, completions: number | undefined, field: string): Generator<FieldError> {
  if (text === '' || completions === undefined) return
  const why = orderError(text, completions)
  if (why) yield invalid(field, text, `error parsing ${field.replace('status.', '')}: ${why}`)
}

function orderError(text: string, completions: number): string | undefined {
  let last: number | undefined
  for (const part of text.split(',')) {
    const interval = parseInterval(part, completions)
    if (typeof interval === 'string') return interval
    const [from, to] = interval
    if (last !== undefined && last >= from) return notIncreasing(last, from)
    last = to
  }
  return undefined
}

const notIncreasing = (before: number, now: number) =>
  `non-increasing order, previous: ${before}, current: ${now}`

/** The first and last index of one part, or why it has none. */
function parseInterval(text: string, completions: number): readonly [number, number] | string {
  const limits = text.split('-')
  if (limits.length > 2) {
    return `the fragment ${JSON.stringify(text)} violates the requirement that an index interval can have at most two parts separated by '-'`
  }
  const numbers: number[] = []
  for (const limit of limits) {
    if (!/^\+?\d+$/.test(limit)) return `cannot convert string to integer for index: ${JSON.stringify(limit)}`
    if (Number(limit) >= completions) return `too large index: ${JSON.stringify(limit)}`
    numbers.push(Number(limit))
  }
  const [from = 0, to = from] = numbers
  if (limits.length > 1 && from >= to) return notIncreasing(from, to)
  return [from, to]
}

/** The first index that is in both; parts that cannot be read are told of elsewhere. */
function sharedIndex(one: string, other: string, completions: number): number | undefined {
  const [left, right] = [one, other].map(text =>
    text
      .split(',')
      .map(part => parseInterval(part, completions))
      .filter(each => typeof each !== 'string'),
  )
  for (const [from, to] of left ?? []) {
    for (const [start, end] of right ?? []) if (from <= end && start <= to) return Math.max(from, start)
  }
  return undefined
}
