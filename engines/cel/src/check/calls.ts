/** Types of calls: which overloads of a function take the arguments. @module */
import { type Call, type Expr, qualifiedName } from '../ast.ts'
import type { Overload } from '../functions.ts'
import { boolType, dynType, sameType, type Type } from '../types.ts'
import type { Value } from '../values.ts'
import type { Checking } from './checking.ts'

/** The type of a call, and of its arguments; the overloads that it may be are noted. */
export function callType(expr: Call, checking: Checking): Type {
  const { functions } = checking.environment
  for (const arg of expr.args) checking.check(arg)
  const { target } = expr
  if (!target) {
    if (expr.name === '_&&_' || expr.name === '_||_') return logicalType(expr, checking)
    const overloads = functions.get(expr.name) ?? operators[expr.name]
    return overloads ? resolve(expr, { overloads }, checking) : checking.undeclared(expr.at, expr.name)
  }
  const prefix = qualifiedName(target)
  const name = prefix === undefined ? '' : `${prefix}.${expr.name}`
  const qualified = functions.get(name)
  if (qualified) {
    checking.qualified.set(expr.id, name)
    return resolve({ ...expr, name }, { overloads: qualified }, checking)
  }
  checking.check(target)
  const overloads = functions.get(expr.name)
  return overloads ? resolve(expr, { overloads, target }, checking) : checking.undeclared(expr.at, expr.name)
}

/** Each side of `&&` and `||` is told by itself where it is no bool. */
function logicalType(expr: Call, checking: Checking): Type {
  let result: Type = boolType
  for (const arg of expr.args) {
    const type = checking.types.get(arg.id) ?? dynType
    if (checking.substitution.accepts([type], [boolType])) continue
    result = checking.report(arg.at, `expected type 'bool' but found '${checking.shown(type)}'`)
  }
  if (result === boolType) checking.overloads.set(expr.id, logical[expr.name] ?? [])
  return result
}

function resolve(
  expr: Call,
  { overloads, target }: { overloads: readonly Overload[]; target?: Expr },
  checking: Checking,
): Type {
  const { substitution } = checking
  const args = target ? [target, ...expr.args] : expr.args
  const argTypes = args.map(arg => checking.types.get(arg.id) ?? dynType)
  const matching: Overload[] = []
  let result: Type | undefined
  for (const overload of overloads) {
    if (overload.isMember !== (target !== undefined)) continue
    const { params, result: returns } = instantiate(overload, checking)
    if (!substitution.accepts(argTypes, params)) continue
    matching.push(overload)
    const type = substitution.apply(returns)
    if (!result) result = type
    else if (result.kind !== 'dyn' && !sameType(type, result)) result = dynType
  }
  if (result) {
    checking.overloads.set(expr.id, matching)
    return result
  }
  const shown = argTypes.map(type => checking.shown(type))
  const signature = target ? `${shown[0]}.(${shown.slice(1).join(', ')})` : `(${shown.join(', ')})`
  return checking.report(expr.at, `found no matching overload for '${expr.name}' applied to '${signature}'`)
}

/** The overload with parameters of its own. */
function instantiate(
  overload: Overload,
  { substitution }: Checking,
): { params: readonly Type[]; result: Type } {
  const fresh = new Map<string, Type>()
  const replace = (type: Type): Type => {
    if (type.kind === 'param') {
      const known = fresh.get(type.name) ?? substitution.newParam()
      fresh.set(type.name, known)
      return known
    }
    return type.params.length === 0 ? type : { ...type, params: type.params.map(replace) }
  }
  return { params: overload.params.map(replace), result: replace(overload.result) }
}

const bools: readonly Type[] = [boolType, boolType]
const A: Type = { kind: 'param', name: 'A', params: [] }

function builtIn(id: string, params: readonly Type[], result: Type): readonly Overload[] {
  const call = (): Value => {
    throw new TypeError(`${id} is evaluated by the evaluator itself`)
  }
  return [{ id, isMember: false, params, result, call }]
}

const logical: Readonly<Record<string, readonly Overload[]>> = {
  '_&&_': builtIn('logical_and', bools, boolType),
  '_||_': builtIn('logical_or', bools, boolType),
}

/** Operators that the evaluator does by itself, as `&&` and `||`, because it may leave out a side. */
const operators: Readonly<Record<string, readonly Overload[]>> = {
  '_?_:_': builtIn('conditional', [boolType, A, A], A),
}
