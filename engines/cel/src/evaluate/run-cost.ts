/** What calls cost while an expression runs, in units of about one simple operation. @module */
import { codePoints } from '../library/access.ts'
import { CelMap, isList, Opaque, Optional, type Value } from '../values.ts'

/** Traversing ten characters costs one. */
const perChar = 0.1
/** Four characters of a pattern count as one state. */
const perPatternChar = 0.25

export const listCost = 10
export const mapCost = 30
export const structCost = 40

/** The size of a value as far as costs are concerned. */
export function sizeForCost(value: Value | undefined): number {
  if (typeof value === 'string') return codePoints(value)
  if (value instanceof Uint8Array) return value.length
  if (value instanceof CelMap) return value.entries.size
  if (value instanceof Opaque) return value.size
  return value !== undefined && isList(value) ? value.length : 1
}

/** Text counts by its bytes here. */
function traversal(value: Value | undefined): number {
  if (typeof value === 'string') return Math.floor(new TextEncoder().encode(value).length * perChar)
  if (value instanceof Uint8Array) return Math.floor(value.length * perChar)
  if (value === undefined || value === null) return 1
  if (isList(value)) return value.reduce<number>((sum, item) => sum + traversal(item), 0)
  if (!(value instanceof CelMap)) return 1
  return [...value.entries].reduce((sum, [key, item]) => sum + traversal(key) + traversal(item), 0)
}

const pattern = (subject: Value | undefined, regex: Value | undefined) =>
  Math.ceil((1 + sizeForCost(subject)) * perChar) * Math.ceil(sizeForCost(regex) * perPatternChar)

const smaller = (a: Value | undefined, b: Value | undefined) => Math.min(sizeForCost(a), sizeForCost(b))

const chars = (factor: number) => (args: readonly Value[]) =>
  Math.ceil(sizeForCost(args[0]) * factor * perChar)
const elements = (args: readonly Value[]) => traversal(args[0])
const compared = (args: readonly Value[]) => Math.ceil(smaller(args[0], args[1]) * perChar)

const product = (factor: number) => (args: readonly Value[]) =>
  sizeForCost(args[0]) * sizeForCost(args[1]) * factor + 1

/** Every item is compared with every other. */
function selfCompared(value: Value | undefined): number {
  const size = sizeForCost(value)
  const first = value !== undefined && value !== null && isList(value) ? value[0] : undefined
  const isText = typeof first === 'string' || first instanceof Uint8Array
  return Math.floor(size * size * (isText ? 2.1 : 2)) + listCost + 1
}

const costs: Readonly<Record<string, (args: readonly Value[], result: Value) => number>> = {
  isSorted: elements,
  sum: elements,
  max: elements,
  min: elements,
  indexOf: elements,
  lastIndexOf: elements,
  slice: (_args, result) => sizeForCost(result) + listCost + 1,
  reverse: (_args, result) => sizeForCost(result) + listCost + 1,
  'lists.range': (_args, result) => sizeForCost(result) + listCost + 1,
  flatten: args =>
    Math.floor(sizeForCost(args[0]) * (args.length === 2 ? Number(args[1]) : 1)) + listCost + 1,
  distinct: args => selfCompared(args[0]),
  sort: args => selfCompared(args[0]),
  '@sortByAssociatedKeys': args => selfCompared(args[1]),
  'sets.contains': product(1),
  'sets.intersects': product(1),
  'sets.equivalent': product(2),
  url: chars(1),
  lowerAscii: chars(1),
  upperAscii: chars(1),
  substring: chars(1),
  trim: chars(1),
  replace: chars(2),
  split: chars(2),
  join: (_args, result) => Math.ceil(sizeForCost(result) * 2 * perChar),
  find: args => pattern(args[0], args[1]),
  findAll: args => pattern(args[0], args[1]),
  matches: args => pattern(args[0], args[1]),
  contains: args => Math.ceil(sizeForCost(args[0]) * perChar) * Math.ceil(sizeForCost(args[1]) * perChar),
  startsWith: args => Math.ceil(sizeForCost(args[1]) * perChar),
  endsWith: args => Math.ceil(sizeForCost(args[1]) * perChar),
  format: chars(1),
  cidr: chars(1),
  ip: chars(1),
  isIP: chars(1),
  isCIDR: chars(1),
  quantity: chars(1),
  isQuantity: chars(1),
  semver: chars(1),
  isSemver: chars(1),
  'ip.isCanonical': chars(2),
  '@in': args => (args[1] !== undefined && args[1] !== null && isList(args[1]) ? args[1].length : 1),
  '_[?_]': (_args, result) => (result instanceof Optional && result.value === undefined ? 0 : 1),
  'strings.quote': chars(1),
  string: args => (args[0] instanceof Uint8Array ? chars(1)(args) : 1),
  bytes: args => (typeof args[0] === 'string' ? chars(1)(args) : 1),
  '_+_': args =>
    typeof args[0] === 'string' || args[0] instanceof Uint8Array
      ? Math.ceil((sizeForCost(args[0]) + sizeForCost(args[1])) * perChar)
      : 1,
  '_==_': compared,
  '_!=_': compared,
  '_<_': compared,
  '_<=_': compared,
  '_>_': compared,
  '_>=_': compared,
}

/** The cost of one call. */
export function callCost(name: string, args: readonly Value[], result: Value): number {
  return Object.hasOwn(costs, name) ? (costs[name]?.(args, result) ?? 1) : 1
}
