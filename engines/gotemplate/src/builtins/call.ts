import { assign, nameOfParam, nilOf } from '../execute/convert.ts'
import { GoFunction, type ParamType } from '../values/go-function.ts'
import type { GoValue } from '../values/go-value.ts'
import { Int } from '../values/int.ts'
import { typeName } from '../values/kinds.ts'

/** `call`: calls a function that is a value; errors call it `name`, or by what it is. */
export function callFunction(name?: string): GoFunction {
  return new GoFunction(
    ['value'],
    (fn: GoValue, ...args: GoValue[]) => callValue(name ?? shown(fn), fn, args),
    {
      rest: 'value',
    },
  )
}

/** Go's `reflect.Value.String`. */
function shown(value: GoValue): string {
  return typeof value === 'string' ? value : `<${typeName(value)} Value>`
}

function callValue(name: string, fn: GoValue, args: readonly GoValue[]): GoValue {
  if (fn === null || fn === undefined) throw new Error('call of nil')
  if (!(fn instanceof GoFunction)) throw new Error(`non-function ${name} of type ${typeName(fn)}`)
  const wanted = fn.params.length
  if (fn.rest === undefined ? args.length !== wanted : args.length < wanted) {
    const least = fn.rest === undefined ? '' : 'at least '
    throw new Error(`wrong number of args for ${name}: got ${args.length} want ${least}${wanted}`)
  }
  const given = args.map((arg, i) => prepare(arg, fn.params[i] ?? fn.rest ?? 'any', i))
  const target = fn as { call(...args: unknown[]): GoValue }
  return target.call(...given)
}

/** Go's prepareArg: unlike a direct call it converts between integer types. */
function prepare(value: GoValue, type: ParamType, i: number): unknown {
  if (value === null || value === undefined) {
    const zero = nilOf(type)
    if (zero === undefined && type !== 'value') {
      throw new Error(`arg ${i}: value is nil; should be of type ${nameOfParam(type)}`)
    }
    return zero
  }
  const given = assign(value, type)
  if (given !== undefined) return given
  if (value instanceof Int && (type === 'int' || type === 'int64')) return Number(value.value)
  if (value instanceof Int && type === 'bigint') return BigInt.asIntN(64, value.value)
  throw new Error(`arg ${i}: value has type ${typeName(value)}; should be ${nameOfParam(type)}`)
}
