/** When a Job counts as failed or as done before all its Pods are. @module */
import type { JsonObject } from '@sluice/base/json'
import { tooLong, tooMany } from '@sluice/openapi'
import { duplicate, type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { invalidStruct } from '../values/go-form.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { nonNegative } from '../values/numbers.ts'
import { findObject, listAt, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'

const failureActions = ['Count', 'FailIndex', 'FailJob', 'Ignore']
const operators = ['In', 'NotIn']
const statuses = ['False', 'True', 'Unknown']
const [mostRules, mostValues, mostPatterns] = [20, 255, 20]

/** Go prints a list of texts so. */
const goList = (words: readonly string[]) => `[${words.map(word => JSON.stringify(word)).join(' ')}]`

/** What is wrong with a Job's `podFailurePolicy`. */
export function* failurePolicyErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const policy = findObject(spec, 'podFailurePolicy')
  if (!policy) return
  const rules = objectsAt(policy, 'rules')
  const at = `${path}.podFailurePolicy.rules`
  if (rules.length > mostRules) yield tooMany(at, rules.length, mostRules)
  const pod = objectAt(objectAt(spec, 'template'), 'spec')
  const names = ['containers', 'initContainers'].flatMap(list =>
    objectsAt(pod, list).map(each => textAt(each, 'name')),
  )
  const hasIndexLimit = spec['backoffLimitPerIndex'] !== undefined
  for (const [i, rule] of rules.entries()) yield* ruleErrors(rule, `${at}[${i}]`, { names, hasIndexLimit })
}

interface Job {
  readonly names: readonly string[]
  readonly hasIndexLimit: boolean
}

function* ruleErrors(rule: JsonObject, at: string, { names, hasIndexLimit }: Job): Generator<FieldError> {
  const action = textAt(rule, 'action')
  if (!action) yield required(`${at}.action`, `valid values: ${goList(failureActions)}`)
  else if (action === 'FailIndex' && !hasIndexLimit) {
    yield invalid(`${at}.action`, action, 'requires the backoffLimitPerIndex to be set')
  } else if (!failureActions.includes(action)) yield notSupported(`${at}.action`, action, failureActions)
  const exit = findObject(rule, 'onExitCodes')
  const conditions = objectsAt(rule, 'onPodConditions')
  if (exit) yield* exitErrors(exit, names, `${at}.onExitCodes`)
  yield* conditionErrors(conditions, `${at}.onPodConditions`)
  const wrong = (why: string): FieldError => invalid(at, undefined, why)
  if (exit && conditions.length > 0) {
    yield wrong('specifying both OnExitCodes and OnPodConditions is not supported')
  }
  if (!exit && conditions.length === 0) {
    yield wrong('specifying one of OnExitCodes and OnPodConditions is required')
  }
}

function* exitErrors(exit: JsonObject, names: readonly string[], at: string): Generator<FieldError> {
  const operator = textAt(exit, 'operator')
  if (!operator) yield required(`${at}.operator`, `valid values: ${goList(operators)}`)
  else if (!operators.includes(operator)) yield notSupported(`${at}.operator`, operator, operators)
  const container = exit['containerName']
  if (typeof container === 'string' && !names.includes(container)) {
    const why = 'must be one of the container or initContainer names in the pod template'
    yield invalid(`${at}.containerName`, container, why)
  }
  const values = listAt(exit, 'values').filter(each => typeof each === 'number')
  const field = `${at}.values`
  if (values.length === 0) yield invalid(field, exit['values'] ?? null, 'at least one value is required')
  else if (values.length > mostValues) yield tooMany(field, values.length, mostValues)
  for (const [i, value] of values.entries()) {
    if (operator === 'In' && value === 0) {
      yield invalid(`${field}[${i}]`, value, 'must not be 0 for the In operator')
    }
    if (values.indexOf(value) < i) yield duplicate(`${field}[${i}]`, value)
  }
  if (values.some((value, i) => (values[i - 1] ?? value) > value)) {
    yield invalid(field, values, 'must be ordered')
  }
}

function* conditionErrors(patterns: readonly JsonObject[], path: string): Generator<FieldError> {
  if (patterns.length > mostPatterns) yield tooMany(path, patterns.length, mostPatterns)
  for (const [i, pattern] of patterns.entries()) {
    const type = textAt(pattern, 'type')
    for (const error of qualifiedNameErrors(type)) yield invalid(`${path}[${i}].type`, type, error)
    const status = textAt(pattern, 'status')
    if (!statuses.includes(status)) yield notSupported(`${path}[${i}].status`, status, statuses)
  }
}

const longestIndexes = 64 * 1024

/** What is wrong with a Job's `successPolicy`. */
export function* successPolicyErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const policy = findObject(spec, 'successPolicy')
  if (!policy) return
  const at = `${path}.successPolicy`
  if (spec['completionMode'] !== 'Indexed') {
    return yield invalidStruct(at, 'SuccessPolicy', policy, 'requires indexed completion mode')
  }
  const rules = objectsAt(policy, 'rules')
  if (rules.length === 0) {
    yield required(`${at}.rules`, 'at least one rules must be specified when the successPolicy is specified')
  }
  if (rules.length > mostRules) yield tooMany(`${at}.rules`, rules.length, mostRules)
  const completions = numberAt(spec, 'completions') ?? 0
  for (const [i, rule] of rules.entries()) yield* successErrors(rule, completions, `${at}.rules[${i}]`)
}

function* successErrors(rule: JsonObject, completions: number, at: string): Generator<FieldError> {
  const [count, indexes] = [numberAt(rule, 'succeededCount'), rule['succeededIndexes']]
  if (count === undefined && indexes === undefined) {
    yield required(at, 'at least one of succeededCount or succeededIndexes must be specified')
  }
  const parsed = typeof indexes === 'string' ? countIndexes(indexes, completions) : undefined
  if (typeof indexes === 'string') {
    const field = `${at}.succeededIndexes`
    if (indexes.length > longestIndexes) yield tooLong(field, longestIndexes)
    if (typeof parsed === 'string') {
      yield invalid(field, indexes, `error parsing succeededIndexes: ${parsed}`)
    }
  }
  if (count === undefined) return
  const field = `${at}.succeededCount`
  yield* nonNegative(count, field)
  const most = (limit: number, of: string) =>
    count > limit
      ? [invalid(field, count, `must be less than or equal to ${limit} (the number of ${of})`)]
      : []
  yield* most(completions, 'specified completions')
  if (parsed === undefined) return
  const total = typeof parsed === 'number' ? parsed : 0
  yield* most(total, 'indexes in the specified succeededIndexes field')
}

/** How many indexes `1,3-5` names; a text says what is wrong with it. */
function countIndexes(text: string, completions: number): number | string {
  if (text === '') return 0
  let last: number | undefined
  let total = 0
  for (const part of text.split(',')) {
    const limits = part.split('-')
    if (limits.length > 2)
      return `the fragment ${JSON.stringify(part)} violates the requirement that an index interval can have at most two parts separated by '-'`
    const numbers = limits.map(Number)
    const odd = limits.find(limit => !/^[+-]?\d+$/.test(limit))
    if (odd !== undefined) {
      return `cannot convert string to integer for index: ${JSON.stringify(odd)}`
    }
    const tooLarge = numbers.find(number => number >= completions)
    if (tooLarge !== undefined) return `too large index: ${JSON.stringify(limits[numbers.indexOf(tooLarge)])}`
    const [first = 0, end = first] = numbers
    if (limits.length > 1 && first >= end) return `non-increasing order, previous: ${first}, current: ${end}`
    if (last !== undefined && last >= first)
      return `non-increasing order, previous: ${last}, current: ${first}`
    total += end - first + 1
    last = end
  }
  return total
}
