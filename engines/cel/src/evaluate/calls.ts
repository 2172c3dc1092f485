/** Calls of functions, and what makes some of them cheaper than they look. @module */
import type { Call } from '../ast.ts'
import { EvaluationError, isList, Optional, type Value } from '../values.ts'
import { type Compilation, isAttribute, unreachable } from './compilation.ts'
import { checkPattern, converted, isHashable, isMember, uninterrupted } from './constant-parts.ts'
import { dispatcher, type Resolved, resolveFunction } from './overloads.ts'
import { charge, type Evaluator, type Run } from './run.ts'
import { callCost } from './run-cost.ts'

const conversions = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'dyn',
  'int',
  'string',
  'timestamp',
  'type',
  'uint',
])

/** Functions whose cost cannot be told for an argument that failed: cel-go gives up altogether. */
const selfCompared = new Set(['sort', 'distinct', '@sortByAssociatedKeys'])

const regexFunctions = new Set(['matches', 'find', 'findAll'])

/** Compiles the call of a function. */
export function compileCall(expr: Call, compilation: Compilation): Evaluator {
  const resolved = resolveFunction(expr, compilation)
  const { name, target } = resolved
  const args = (target ? [target, ...expr.args] : expr.args).map(arg => compilation.compile(arg))
  if (target && (name === 'or' || name === 'orValue') && args.length === 2) return lazyOr(args, name)
  const call = dispatcher(resolved)
  const once = constantCall(resolved, { args, call }, compilation)
  if (once) return once
  // cel-go: what is taken out of a value that is no attribute makes one of it first.
  const isTaken = name === '_[_]' || name === '_[?_]'
  const own = isTaken && !isAttribute(expr.args[0]) ? 1 : 0
  const evaluateArgs = selfCompared.has(name) ? uninterrupted(args) : (run: Run) => args.map(arg => arg(run))
  return run => {
    const values = evaluateArgs(run)
    const result = call(values)
    charge(run, own + callCost(name, values, result))
    return result
  }
}

/** A call that is done once, or looks something up among constants; patterns are checked beforehand. */
function constantCall(
  { name, overloads, target }: Resolved,
  { args, call }: { args: readonly Evaluator[]; call: (args: readonly Value[]) => Value },
  compilation: Compilation,
): Evaluator | undefined {
  const constants = args.length === 1 && conversions.has(name) ? compilation.constantsOf(args) : undefined
  if (!target && constants) return compilation.constant(converted(call, constants))
  const second = compilation.constantOf(args[1])
  if (regexFunctions.has(name) && typeof second === 'string') checkPattern(second)
  if (name !== '@in' || overloads.length !== 1) return undefined
  if (second === undefined || !isList(second) || !second.every(isHashable)) return undefined
  return second.length === 0 ? compilation.constant(false) : isMember(args[0] ?? unreachable, call, second)
}

function lazyOr(
  [left = unreachable, right = unreachable]: readonly Evaluator[],
  name: 'or' | 'orValue',
): Evaluator {
  return run => {
    const value = left(run)
    if (!(value instanceof Optional)) throw new EvaluationError('no such overload')
    if (value.value === undefined) return right(run)
    return name === 'or' ? value : value.value
  }
}
