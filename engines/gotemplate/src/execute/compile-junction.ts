import type { GoValue } from '../values/go-value.ts'
import { isTrue } from '../values/kinds.ts'
import { type Call, compileArgument, compileCall } from './compile-call.ts'
import type { CompileContext } from './compile-context.ts'
import type { Expression } from './frame.ts'

/** Compiles `and` and `or`, which leave the arguments alone that do not matter. */
export function compileJunction(context: CompileContext, call: Call): Expression {
  const { name, args, hasFinal } = call
  if (args.length === 0 && !hasFinal) return compileCall(context, call)
  const given = args.map(arg => compileArgument(context, arg, 'value'))
  const stopsAt = name === 'or'
  return (frame, dot, final) => {
    let value: GoValue
    for (const argument of given) {
      value = argument(frame, dot, undefined) as GoValue
      if (isTrue(value) === stopsAt) return value
    }
    return hasFinal ? final : value
  }
}
