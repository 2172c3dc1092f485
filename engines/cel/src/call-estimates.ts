/**
 * What a call costs at most, by the sizes of its arguments. Kubernetes sets these to keep the rules of a definition
 * affordable; definitions that it refuses must be refused here, and no others.
 * @module
 */

import type { Expr } from './ast.ts'
import { listCost } from './evaluate/run-cost.ts'
import { exactly, most, perChar, perPatternChar, plus, type Range, scaled, times, union } from './ranges.ts'
import type { Type } from './types.ts'

/** An argument, as far as its size matters. */
export interface SizedNode {
  readonly expr: Expr | undefined
  readonly type: Type
  /** Known size; unknown sizes may be anything. */
  readonly size: Range
  /** The elements of a list, if it is one. */
  readonly element?: SizedNode
}

/** Cost of a call, without that of its arguments, and the size of its result if that is known. */
export interface CallEstimate {
  readonly cost: Range
  readonly size?: Range
}

type Estimate = (
  target: SizedNode | undefined,
  args: readonly SizedNode[],
  overload: string,
) => CallEstimate | undefined

const one: CallEstimate = { cost: exactly(1) }
const chars = (size: Range, factor = 1) => scaled(size, factor * perChar)
const sizeAt = (args: readonly SizedNode[], i: number): Range => args[i]?.size ?? { min: 0, max: most }

/** One traversal of a list, its text included. */
const traversal: Estimate = target => {
  if (!target) return undefined
  const { element } = target
  if (!element) return { cost: chars(target.size) }
  const isText = element.type.kind === 'string' || element.type.kind === 'bytes'
  const each = isText ? plus(exactly(1), chars(element.size)) : exactly(1)
  return { cost: times(target.size, each) }
}

const sameSize: Estimate = target => target && { cost: chars(target.size), size: target.size }

const firstArgument =
  (factor: number): Estimate =>
  (_target, args) =>
    args.length > 0 ? { cost: chars(sizeAt(args, 0), factor) } : undefined

const url: Estimate = (_target, args) => {
  const size = sizeAt(args, 0)
  return { cost: chars(size), size }
}

const replace: Estimate = (target, args) => {
  if (!target || args.length < 2) return undefined
  const { size } = target
  const old = sizeAt(args, 0)
  const by = sizeAt(args, 1)
  const max = replacements(size.max, old.min, by.max <= old.min)
  const min = replacements(size.min, old.max, old.max <= by.min)
  const count = { min: min.count, max: max.count }
  const retained = { min: min.retained, max: max.retained }
  return { cost: chars(size, 2), size: plus(times(count, by), retained) }
}

/** How many replacements there can be, and what stays of the text besides. */
function replacements(size: number, old: number, keepsSize: boolean): { count: number; retained: number } {
  if (old === 0) return { count: size < most ? size + 1 : size, retained: size }
  if (keepsSize) return { count: 0, retained: size }
  return { count: Math.ceil(size / old), retained: 0 }
}

const split: Estimate = (target, args) => {
  if (!target) return undefined
  const limit = args[1]?.expr
  const isLimited = limit?.type === 'literal' && typeof limit.value === 'bigint'
  const max =
    isLimited && typeof limit.value === 'bigint' ? Number(BigInt.asUintN(64, limit.value)) : target.size.max
  return { cost: chars(target.size, 2), size: { min: 0, max } }
}

const join: Estimate = (target, args) => {
  if (!target) return undefined
  const count = target.size
  const items = target.element ? times(count, target.element.size) : exactly(0)
  if (args.length === 0) return { cost: chars(items), size: items }
  const gaps = { min: Math.max(0, count.min - 1), max: Math.max(0, count.max - 1) }
  const size = plus(items, times(sizeAt(args, 0), gaps))
  return { cost: chars(size), size }
}

const patternCost = (subject: Range, pattern: Range) =>
  times(chars(plus(subject, exactly(1))), scaled(pattern, perPatternChar))

const find: Estimate = (target, args) =>
  target && args.length > 0
    ? { cost: patternCost(target.size, sizeAt(args, 0)), size: { min: 0, max: target.size.max } }
    : undefined

const address = { min: 4, max: 16 }
const addressCost = chars(plus(address, address))

const containsIp: Estimate = (_target, args, overload) => ({
  cost: overload === 'cidr_contains_ip_string' ? plus(addressCost, chars(sizeAt(args, 0))) : addressCost,
})

const containsCidr: Estimate = (_target, args, overload) => {
  const cost = plus(plus(addressCost, chars(address)), exactly(1))
  return { cost: overload === 'cidr_contains_cidr_string' ? plus(cost, chars(sizeAt(args, 0))) : cost }
}

/** The longest pattern of a named format. */
const namePattern = 128

const validate: Estimate = (_target, args) => ({
  cost: scaled(chars(sizeAt(args, 0)), namePattern * perPatternChar),
})

const format: Estimate = target => target && { cost: chars(target.size) }

const concatenation: Estimate = (_target, args, overload) => {
  if (!['add_string', 'add_bytes', 'add_list'].includes(overload)) return one
  const size = plus(sizeAt(args, 0), sizeAt(args, 1))
  return { cost: overload === 'add_list' ? exactly(1) : chars(size), size }
}

/** Formats are read through, URLs as far as the second is long, other values of libraries compare at once. */
function opaqueComparison(name: string, other: Range): CallEstimate {
  if (name === 'kubernetes.NamedFormat') return { cost: chars({ min: 1, max: longestFormat }) }
  if (name !== 'kubernetes.URL' || other.max === most) return one
  return { cost: chars({ min: 1, max: other.max }) }
}

const longestFormat = 64

/** Text compares like the shorter one, and so does everything of unknown size. */
const comparison: Estimate = (_target, args, overload) => {
  const type = args[0]?.type
  const isOpaque = type?.kind === 'opaque' && type.name !== 'optional_type'
  if (isOpaque && overload === 'equals') return opaqueComparison(type.name, sizeAt(args, 1))
  if (!/^(equals|not_equals|.*_(string|bytes))$/.test(overload)) return one
  const max = Math.min(sizeAt(args, 0).max, sizeAt(args, 1).max)
  return { cost: chars({ min: max > 0 ? 1 : 0, max }) }
}

const conversionToText: Estimate = (_target, args, overload) => {
  if (overload !== 'bytes_to_string') return one
  const { min, max } = sizeAt(args, 0)
  return { cost: chars({ min, max }), size: { min: Math.floor(min / 4), max } }
}

const conversionToBytes: Estimate = (_target, args, overload) => {
  if (overload !== 'string_to_bytes') return one
  const { min, max } = sizeAt(args, 0)
  return { cost: chars({ min, max }), size: { min, max: Math.min(most, max * 4) } }
}

const quote: Estimate = (_target, args) => {
  const { min, max } = sizeAt(args, 0)
  return { cost: chars({ min, max }), size: { min: min + 2, max: Math.min(most, max * 2 + 2) } }
}

const inList: Estimate = (_target, args, overload) =>
  overload === 'in_list' ? { cost: sizeAt(args, 1) } : one

const matches: Estimate = (target, args) =>
  target && args.length === 1 ? { cost: patternCost(target.size, sizeAt(args, 0)) } : one

const contains: Estimate = (target, args) =>
  target && args.length === 1 ? { cost: times(chars(target.size), chars(sizeAt(args, 0))) } : one

const conditional: Estimate = (_target, args) => ({
  cost: exactly(0),
  size: union(sizeAt(args, 1), sizeAt(args, 2)),
})

/** A list of a size is made, which takes `factor` for each item. */
const madeList = (size: Range, factor = 1): CallEstimate => ({
  cost: plus(scaled(size, factor), exactly(listCost + 1)),
  size,
})

const listOfSameSize: Estimate = target => target && madeList(target.size)

const flatten: Estimate = (target, args) =>
  target && madeList(target.size, args.length === 0 ? 1 : constantOf(args[0], most))

const slice: Estimate = (target, args) => {
  if (!target) return undefined
  const length = constantOf(args[1], target.size.max) - constantOf(args[0], 0)
  return madeList(exactly(length < 0 ? most : length))
}

const listRange: Estimate = (_target, args) => madeList(exactly(constantOf(args[0], most)))

/** Every item is compared with every other. */
const selfCompared = (size: Range, isText: boolean) => madeList(times(size, size), isText ? 2 + perChar : 2)

const distinct: Estimate = target => target && selfCompared(target.size, false)

const sorted: Estimate = (target, args, overload) => {
  if (!target) return undefined
  return selfCompared(args[0]?.size ?? target.size, /^list_(string|bytes)_/.test(overload))
}

function constantOf(node: SizedNode | undefined, otherwise: number): number {
  const expr = node?.expr
  if (expr?.type !== 'literal' || typeof expr.value !== 'bigint') return otherwise
  return expr.value < 0n ? 0 : Number(expr.value)
}

const sets =
  (factor: number): Estimate =>
  (_target, args) => ({ cost: plus(scaled(times(sizeAt(args, 0), sizeAt(args, 1)), factor), exactly(1)) })

const ip: Estimate = (target, args, overload) =>
  overload === 'cidr_ip' ? one : firstArgument(1)(target, args, overload)

const estimates: Readonly<Record<string, Estimate>> = {
  isSorted: traversal,
  sum: traversal,
  max: traversal,
  min: traversal,
  indexOf: traversal,
  lastIndexOf: traversal,
  slice,
  flatten,
  distinct,
  reverse: listOfSameSize,
  sort: sorted,
  '@sortByAssociatedKeys': sorted,
  'lists.range': listRange,
  'sets.contains': sets(1),
  'sets.intersects': sets(1),
  'sets.equivalent': sets(2),
  url,
  lowerAscii: sameSize,
  upperAscii: sameSize,
  substring: sameSize,
  trim: sameSize,
  replace,
  split,
  join,
  find,
  findAll: find,
  cidr: firstArgument(1),
  isIP: firstArgument(1),
  isCIDR: firstArgument(1),
  ip,
  'ip.isCanonical': firstArgument(2),
  containsIP: containsIp,
  containsCIDR: containsCidr,
  quantity: firstArgument(1),
  isQuantity: firstArgument(1),
  semver: firstArgument(1),
  isSemver: firstArgument(1),
  validate,
  format,
  string: conversionToText,
  bytes: conversionToBytes,
  'strings.quote': quote,
  startsWith: firstArgument(1),
  endsWith: firstArgument(1),
  '@in': inList,
  matches,
  contains,
  '_+_': concatenation,
  '_==_': comparison,
  '_!=_': comparison,
  '_<_': comparison,
  '_<=_': comparison,
  '_>_': comparison,
  '_>=_': comparison,
  '_?_:_': conditional,
}

/** The estimate of one overload of a function. */
export function estimateCall(
  name: string,
  overload: string,
  target: SizedNode | undefined,
  args: readonly SizedNode[],
): CallEstimate {
  const estimate = Object.hasOwn(estimates, name) ? estimates[name] : undefined
  return estimate?.(target, args, overload) ?? one
}
