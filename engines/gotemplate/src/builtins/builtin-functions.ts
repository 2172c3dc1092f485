/**
 * The functions that Go's templates have by themselves.
 * @module
 */
import { sprint, sprintf, sprintln } from '../format/sprintf.ts'
import { type FunctionMap, GoFunction } from '../values/go-function.ts'
import type { GoValue } from '../values/go-value.ts'
import { int } from '../values/int.ts'
import { isTrue } from '../values/kinds.ts'
import { callFunction } from './call.ts'
import { equals, isLess } from './compare.ts'
import { escapeHtml, escapeJs, escapeQuery } from './escape.ts'
import { elementAt, lengthOf, sliceOf } from './indexing.ts'

type Values = readonly GoValue[]

/** By name. `and` and `or` are here for their names only: the compiler treats them. */
export const builtinFunctions: FunctionMap = {
  and: new GoFunction(['value'], (value: GoValue) => value, { rest: 'value' }),
  or: new GoFunction(['value'], (value: GoValue) => value, { rest: 'value' }),
  call: callFunction(),
  not: new GoFunction(['value'], (value: GoValue) => !isTrue(value)),
  len: new GoFunction(['value'], (value: GoValue) => int(lengthOf(value))),
  index: new GoFunction(['value'], (value: GoValue, ...indexes: Values) => elementAt(value, indexes), {
    rest: 'value',
  }),
  slice: new GoFunction(['value'], (value: GoValue, ...indexes: Values) => sliceOf(value, indexes), {
    rest: 'value',
  }),
  print: new GoFunction([], (...values: Values) => sprint(values), { rest: 'any' }),
  printf: new GoFunction(['string'], (format: string, ...values: Values) => sprintf(format, values), {
    rest: 'any',
  }),
  println: new GoFunction([], (...values: Values) => sprintln(values), { rest: 'any' }),
  html: new GoFunction([], (...values: Values) => escapeHtml(textOf(values)), { rest: 'any' }),
  js: new GoFunction([], (...values: Values) => escapeJs(textOf(values)), { rest: 'any' }),
  urlquery: new GoFunction([], (...values: Values) => escapeQuery(textOf(values)), { rest: 'any' }),
  eq: new GoFunction(['value'], (a: GoValue, ...others: Values) => equals(a, others), { rest: 'value' }),
  ne: new GoFunction(['value', 'value'], (a: GoValue, b: GoValue) => !equals(a, [b])),
  lt: new GoFunction(['value', 'value'], (a: GoValue, b: GoValue) => isLess(a, b)),
  le: new GoFunction(['value', 'value'], (a: GoValue, b: GoValue) => isLess(a, b) || equals(a, [b])),
  gt: new GoFunction(['value', 'value'], (a: GoValue, b: GoValue) => !(isLess(a, b) || equals(a, [b]))),
  ge: new GoFunction(['value', 'value'], (a: GoValue, b: GoValue) => !isLess(a, b)),
}

/** The text that is escaped; nil is what an action would print for it. */
function textOf(values: Values): string {
  const [only] = values
  if (values.length === 1 && typeof only === 'string') return only
  return sprint(values.map(value => (value === null || value === undefined ? '<no value>' : value)))
}
