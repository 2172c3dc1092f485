import { GoFunction, type GoValue } from '@sluice/gotemplate'
import { isEmpty } from '../values/is-empty.ts'

/** Defaults and decisions. */
export const flowFunctions = {
  all: new GoFunction([], (...values: GoValue[]) => !values.some(isEmpty), { rest: 'any' }),
  any: new GoFunction([], (...values: GoValue[]) => !values.every(isEmpty), { rest: 'any' }),
  coalesce: new GoFunction([], (...values: GoValue[]) => values.find(value => !isEmpty(value)) ?? null, {
    rest: 'any',
  }),
  default: new GoFunction(
    ['any'],
    (fallback: GoValue, ...given: GoValue[]) => (isEmpty(given[0]) ? fallback : given[0]),
    { rest: 'any' },
  ),
  empty: new GoFunction(['any'], isEmpty),
  fail: new GoFunction(['string'], (message: string): never => {
    throw new Error(message)
  }),
  hello: new GoFunction([], () => 'Hello!'),
  ternary: new GoFunction(['any', 'any', 'bool'], (yes: GoValue, no: GoValue, decision: boolean) =>
    decision ? yes : no,
  ),
}
