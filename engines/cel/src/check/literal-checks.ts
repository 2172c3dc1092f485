/** Constants that can only fail, and lists of mixed types: refused when the expression is made. @module */
import { childrenOf, type Expr } from '../ast.ts'
import { parseDuration, parseTimestamp } from '../go-text.ts'
import { clauseProblem, parseFormat, UnfinishedFormat } from '../library/format-string.ts'
import { compileRegex } from '../regex.ts'
import type { Issue } from '../source.ts'
import { dynType, formatType, isOptional, sameType, type Type } from '../types.ts'
import { EvaluationError } from '../values.ts'
import type { Checked } from './checking.ts'

/** What is wrong with the literals of an expression that type-checks. */
export function checkLiterals(expr: Expr, checked: Checked): readonly Issue[] {
  const issues: Issue[] = []
  visit(expr, false, checked, issues)
  return issues
}

function visit(expr: Expr, isFormatArgument: boolean, checked: Checked, issues: Issue[]): void {
  if (expr.type === 'call') checkCall(expr, checked, issues)
  if (expr.type === 'list' && !isFormatArgument) checkList(expr, checked, issues)
  if (expr.type === 'map' && !isFormatArgument) checkMap(expr, checked, issues)
  const isFormat = expr.type === 'call' && expr.name === 'format'
  for (const child of childrenOf(expr)) {
    const isArgument = isFormat && expr.type === 'call' && child !== expr.target
    visit(child, isFormatArgument || isArgument, checked, issues)
  }
}

type Node<T extends Expr['type']> = Extract<Expr, { type: T }>

function checkCall(call: Node<'call'>, checked: Checked, issues: Issue[]): void {
  const [first] = call.args
  const isUnary = !call.target && call.args.length === 1
  if (call.name === 'duration' && isUnary)
    checkText(first, 'duration', text => parseDuration(text) !== undefined, issues)
  if (call.name === 'timestamp' && isUnary) {
    checkText(first, 'timestamp', text => parseTimestamp(text) !== undefined, issues)
    if (first?.type === 'literal' && typeof first.value === 'bigint' && !isTimestamp(first.value))
      issues.push({ at: first.at, message: 'invalid timestamp argument' })
  }
  if (isUnary && ['duration', 'timestamp'].includes(call.name)) {
    if (first?.type === 'literal' && first.value === null)
      issues.push({ at: first.at, message: `invalid ${call.name} argument` })
  }
  if (call.name === 'matches') {
    // cel-go: the first argument, also where that is the text.
    checkText(first, 'matches', text => compileRegex(text).type === 'regex', issues)
  }
  if (call.name === 'format' && call.target) checkFormat(call, call.target, checked, issues)
}

const isTimestamp = (seconds: bigint) => seconds >= -62135596800n && seconds <= 253402300799n

function checkText(
  arg: Expr | undefined,
  name: string,
  isValid: (text: string) => boolean,
  issues: Issue[],
): void {
  if (arg?.type !== 'literal' || typeof arg.value !== 'string' || isValid(arg.value)) return
  issues.push({ at: arg.at, message: `invalid ${name} argument` })
}

/** The first clause of a constant format that does not suit its argument ends the check. */
function checkFormat(call: Node<'call'>, target: Expr, checked: Checked, issues: Issue[]): void {
  const [args] = call.args
  if (target.type !== 'literal' || typeof target.value !== 'string' || args?.type !== 'list') return
  const { items } = args
  let next = 0
  const outOfRange = () => (next >= items.length ? `index ${next} out of range` : undefined)
  try {
    for (const part of parseFormat(target.value, () => undefined)) {
      if ('text' in part) continue
      const item = items[next]
      if (!item) throw new EvaluationError(`index ${next} out of range`)
      next++
      const issue = clauseIssue(part.clause, item, checked)
      if (!issue) continue
      issues.push(issue)
      return
    }
    if (next < items.length) {
      const message = `too many arguments supplied to string.format (expected ${next}, got ${items.length})`
      issues.push({ at: call.at, message })
    }
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    const missing = error instanceof UnfinishedFormat ? undefined : outOfRange()
    issues.push({ at: call.at, message: missing ?? error.message })
  }
}

/** What a clause cannot write: an argument, or what is in a list or map that is written out as one. */
function clauseIssue(clause: string, item: Expr, checked: Checked): Issue | undefined {
  const problem = clauseProblem(clause, checked.types.get(item.id) ?? dynType)
  if (problem !== undefined) return { at: item.at, message: `error during formatting: ${problem}` }
  if (clause !== 's' || (item.type !== 'list' && item.type !== 'map')) return undefined
  for (const child of childrenOf(item)) {
    const issue = clauseIssue(clause, child, checked)
    if (issue) return issue
  }
  return undefined
}

function checkList(list: Node<'list'>, checked: Checked, issues: Issue[]): void {
  let expected: Type | undefined
  for (const [i, item] of list.items.entries()) {
    const type = elementType(item, list.optionals.has(i), checked)
    expected ??= type
    if (sameType(expected, type)) continue
    mismatch(item, expected, type, issues)
    return
  }
}

function checkMap(map: Node<'map'>, checked: Checked, issues: Issue[]): void {
  const [first, ...rest] = map.entries
  if (!first) return
  const keyType = elementType(first.key, false, checked)
  const valueType = elementType(first.value, first.isOptional, checked)
  for (const { key, value, isOptional } of rest) {
    const otherKey = elementType(key, false, checked)
    const otherValue = elementType(value, isOptional, checked)
    if (!sameType(keyType, otherKey)) mismatch(key, keyType, otherKey, issues)
    if (!sameType(valueType, otherValue)) mismatch(value, valueType, otherValue, issues)
  }
}

function elementType(expr: Expr, isUnwrapped: boolean, checked: Checked): Type {
  const type = checked.types.get(expr.id) ?? dynType
  return isUnwrapped && isOptional(type) ? (type.params[0] ?? dynType) : type
}

function mismatch(expr: Expr, expected: Type, found: Type, issues: Issue[]): void {
  issues.push({
    at: expr.at,
    message: `expected type '${formatType(expected)}' but found '${formatType(found)}'`,
  })
}
