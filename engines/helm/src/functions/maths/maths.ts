import { GoFunction, type GoValue, int, int64, printValue, withType } from '@sluice/gotemplate'
import { parseInt64 } from '../cast/parse-int.ts'
import { toFloat64 } from '../cast/to-float64.ts'
import { toInt64 } from '../cast/to-int64.ts'
import { computeExactly } from './decimal.ts'
import { round } from './round.ts'
import { seq, untilStep } from './until-step.ts'

const max = new GoFunction(
  ['any'],
  extreme((a, b) => b > a),
  { rest: 'any' },
)
const min = new GoFunction(
  ['any'],
  extreme((a, b) => b < a),
  { rest: 'any' },
)

/** Numbers: 64-bit integers that wrap around as Go's do, and floating point computed in decimals. */
export const mathFunctions = {
  add: new GoFunction(
    [],
    (...terms: GoValue[]) => int64(terms.reduce<bigint>((sum, term) => sum + toInt64(term), 0n)),
    {
      rest: 'any',
    },
  ),
  add1: new GoFunction(['any'], (value: GoValue) => int64(toInt64(value) + 1n)),
  add1f: new GoFunction(['any'], (value: GoValue) => computeExactly('add', toFloat64(value), [1])),
  addf: new GoFunction([], (...terms: GoValue[]) => computeExactly('add', 0, terms.map(toFloat64)), {
    rest: 'any',
  }),
  atoi: new GoFunction(['string'], (text: string) => int(parseInt64(text, 10).value)),
  biggest: max,
  ceil: new GoFunction(['any'], (value: GoValue) => Math.ceil(toFloat64(value))),
  div: new GoFunction(['any', 'any'], (a: GoValue, b: GoValue) => int64(toInt64(a) / divisor(b))),
  divf: decimalFunction('divide'),
  float64: new GoFunction(['any'], toFloat64),
  floor: new GoFunction(['any'], (value: GoValue) => Math.floor(toFloat64(value))),
  int: new GoFunction(['any'], (value: GoValue) => int(toInt64(value))),
  int64: new GoFunction(['any'], (value: GoValue) => int64(toInt64(value))),
  max,
  maxf: floatFunction(Math.max, Infinity),
  min,
  minf: floatFunction(Math.min, -Infinity),
  mod: new GoFunction(['any', 'any'], (a: GoValue, b: GoValue) => int64(toInt64(a) % divisor(b))),
  mul: new GoFunction(
    ['any'],
    (...factors: GoValue[]) =>
      int64(factors.reduce<bigint>((product, factor) => BigInt.asIntN(64, product * toInt64(factor)), 1n)),
    { rest: 'any' },
  ),
  mulf: decimalFunction('multiply'),
  round: new GoFunction(
    ['any', 'int'],
    (value: GoValue, places: number, threshold = 0.5) => round(toFloat64(value), places, threshold),
    { rest: 'float64' },
  ),
  seq: new GoFunction([], seq, { rest: 'int' }),
  sub: new GoFunction(['any', 'any'], (a: GoValue, b: GoValue) => int64(toInt64(a) - toInt64(b))),
  subf: decimalFunction('subtract'),
  toDecimal: new GoFunction(['any'], (value: GoValue) => {
    const { value: parsed, problem } = parseInt64(printValue(value), 8)
    return int64(problem ? 0n : parsed)
  }),
  until: new GoFunction(['int'], (stop: number) => ints(untilStep(0, stop, stop < 0 ? -1 : 1))),
  untilStep: new GoFunction(['int', 'int', 'int'], (start: number, stop: number, step: number) =>
    ints(untilStep(start, stop, step)),
  ),
}

function ints(values: readonly number[]): GoValue {
  return withType(values.map(int), '[]int')
}

function divisor(value: GoValue): bigint {
  const number = toInt64(value)
  if (number === 0n) throw new Error('runtime error: integer divide by zero')
  return number
}

function extreme(isBetter: (best: bigint, value: bigint) => boolean) {
  return (...values: GoValue[]) => {
    const [first = 0n, ...others] = values.map(toInt64)
    return int64(others.reduce((best, value) => (isBetter(best, value) ? value : best), first))
  }
}

/** @param strongest what Go, unlike JavaScript, gives even beside a NaN */
function floatFunction(choose: (a: number, b: number) => number, strongest: number): GoFunction {
  const pick = (a: number, b: number) => (a === strongest || b === strongest ? strongest : choose(a, b))
  return new GoFunction(['any'], (...values: GoValue[]) => values.map(toFloat64).reduce(pick), {
    rest: 'any',
  })
}

function decimalFunction(operation: 'subtract' | 'multiply' | 'divide'): GoFunction {
  return new GoFunction(
    ['any'],
    (first: GoValue, ...others: GoValue[]) =>
      computeExactly(operation, toFloat64(first), others.map(toFloat64)),
    { rest: 'any' },
  )
}
