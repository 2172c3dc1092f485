/** Calls that the parser rewrites: comprehensions over lists and maps, `has`, optional mapping, `cel.bind`. @module */
import type { Expr } from '../ast.ts'
import type { Builder } from './builder.ts'

/** A call that may be a macro. */
export interface MacroCall {
  readonly name: string
  readonly target?: Expr
  readonly args: readonly Expr[]
  readonly at: number
}

/** Which macros an environment has besides the standard ones. */
export interface MacroOptions {
  readonly twoVariables: boolean
  readonly optionals: boolean
  readonly bindings: boolean
  readonly sortBy: boolean
}

/** What is wrong with a macro's arguments. */
export class MacroError extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

const accumulator = '@result'
type Expand = (call: MacroCall & { readonly target: Expr }, make: Builder) => Expr

/** The expansion of a call; undefined if it is none of the macros. */
export function expandMacro(call: MacroCall, make: Builder, options: MacroOptions): Expr | undefined {
  const { target, args } = call
  if (!target) return call.name === 'has' && args.length === 1 ? expandHas(call, make) : undefined
  const named = `${call.name}/${args.length}`
  const isBind = target.type === 'ident' && target.name === 'cel' && named === 'bind/3'
  if (isBind && options.bindings) return expandBind({ ...call, target }, make)
  const expand =
    standard[named] ??
    (options.twoVariables ? twoVariables[named] : undefined) ??
    (options.optionals ? optionals[named] : undefined) ??
    (options.sortBy && named === 'sortBy/2' ? sortBy : undefined)
  return expand?.({ ...call, target }, make)
}

function expandHas(call: MacroCall, make: Builder): Expr {
  const [operand] = call.args
  if (operand?.type === 'select' && !operand.isTest)
    return make.select(operand.operand, operand.field, call.at, true)
  throw new MacroError('invalid argument to has() macro', operand?.at ?? call.at)
}

function simpleName(expr: Expr | undefined): string {
  if (expr?.type === 'ident') return expr.name
  throw new MacroError('argument must be a simple name', expr?.at ?? 0)
}

function arg(call: MacroCall, index: number): Expr {
  const expr = call.args[index]
  if (!expr) throw new RangeError(`macro ${call.name} without argument ${index}`)
  return expr
}

interface Loop {
  readonly init: Expr
  readonly condition?: Expr
  readonly step: Expr
  readonly result?: Expr
}

/** A comprehension over the macro's target, with the variables its first arguments name. */
function loop(
  call: MacroCall & { readonly target: Expr },
  make: Builder,
  variables: number,
  parts: Loop,
): Expr {
  const names = call.args.slice(0, variables).map(simpleName)
  const [variable = '', variable2] = names
  if (variable2 !== undefined && variable === variable2) {
    throw new MacroError(`duplicate variable name: ${variable}`, arg(call, 1).at)
  }
  if (names.includes(accumulator) || names.includes('__result__')) {
    throw new MacroError('iteration variable overwrites accumulator variable', arg(call, 0).at)
  }
  return make.comprehension({
    at: call.at,
    range: call.target,
    variable,
    ...(variable2 === undefined ? {} : { variable2 }),
    accumulator,
    init: parts.init,
    condition: parts.condition ?? make.literal(true, call.at),
    step: parts.step,
    result: parts.result ?? make.ident(accumulator, call.at),
  })
}

const all =
  (variables: number): Expand =>
  (call, make) => {
    const { at } = call
    const result = () => make.ident(accumulator, at)
    return loop(call, make, variables, {
      init: make.literal(true, at),
      condition: make.call('@not_strictly_false', [result()], at),
      step: make.call('_&&_', [result(), arg(call, variables)], at),
    })
  }

const exists =
  (variables: number): Expand =>
  (call, make) => {
    const { at } = call
    const result = () => make.ident(accumulator, at)
    const goesOn = make.call('@not_strictly_false', [make.call('!_', [result()], at)], at)
    return loop(call, make, variables, {
      init: make.literal(false, at),
      condition: goesOn,
      step: make.call('_||_', [result(), arg(call, variables)], at),
    })
  }

const existsOne =
  (variables: number): Expand =>
  (call, make) => {
    const { at } = call
    const result = () => make.ident(accumulator, at)
    const more = make.call('_+_', [result(), make.literal(1n, at)], at)
    return loop(call, make, variables, {
      init: make.literal(0n, at),
      step: make.call('_?_:_', [arg(call, variables), more, result()], at),
      result: make.call('_==_', [result(), make.literal(1n, at)], at),
    })
  }

/** A list of `value`, of the items for which `filter` holds. */
function collect(
  call: MacroCall & { readonly target: Expr },
  make: Builder,
  variables: number,
  value: Expr,
  filter?: Expr,
): Expr {
  const { at } = call
  const result = () => make.ident(accumulator, at)
  const add = make.call('_+_', [result(), make.list([value], at)], at)
  return loop(call, make, variables, {
    init: make.list([], at),
    step: filter ? make.call('_?_:_', [filter, add, result()], at) : add,
  })
}

const filter: Expand = (call, make) => {
  const variable = make.ident(simpleName(call.args[0]), arg(call, 0).at)
  return collect(call, make, 1, variable, arg(call, 1))
}

/** A map into which each step inserts: an entry (`key`, `value`) or the entries of a map. */
function insertInto(entry: 'pair' | 'entries', isFiltered: boolean): Expand {
  return (call, make) => {
    const { at } = call
    const result = () => make.ident(accumulator, at)
    const value = arg(call, isFiltered ? 3 : 2)
    const key = make.ident(simpleName(call.args[0]), arg(call, 0).at)
    const insert = make.call('cel.@mapInsert', [result(), ...(entry === 'pair' ? [key, value] : [value])], at)
    const step = isFiltered ? make.call('_?_:_', [arg(call, 2), insert, result()], at) : insert
    return loop(call, make, 2, { init: make.map([], at), step })
  }
}

const standard: Readonly<Record<string, Expand>> = {
  'all/2': all(1),
  'exists/2': exists(1),
  'exists_one/2': existsOne(1),
  'map/2': (call, make) => collect(call, make, 1, arg(call, 1)),
  'map/3': (call, make) => collect(call, make, 1, arg(call, 2), arg(call, 1)),
  'filter/2': filter,
}

const twoVariables: Readonly<Record<string, Expand>> = {
  'all/3': all(2),
  'exists/3': exists(2),
  'exists_one/3': existsOne(2),
  'existsOne/3': existsOne(2),
  'transformList/3': (call, make) => collect(call, make, 2, arg(call, 2)),
  'transformList/4': (call, make) => collect(call, make, 2, arg(call, 3), arg(call, 2)),
  'transformMap/3': insertInto('pair', false),
  'transformMap/4': insertInto('pair', true),
  'transformMapEntry/3': insertInto('entries', false),
  'transformMapEntry/4': insertInto('entries', true),
}

function bind(name: string, value: Expr, body: Expr, at: number, make: Builder): Expr {
  return make.comprehension({
    at,
    range: make.list([], at),
    variable: '#unused',
    accumulator: name,
    init: value,
    condition: make.literal(false, at),
    step: make.ident(name, at),
    result: body,
  })
}

const expandBind: Expand = (call, make) =>
  bind(simpleName(call.args[0]), arg(call, 1), arg(call, 2), call.at, make)

function mapOptional(isFlat: boolean): Expand {
  return (call, make) => {
    const { at, target } = call
    const name = simpleName(call.args[0])
    const value = make.memberCall(target, 'value', [], at)
    const mapped = bind(name, value, arg(call, 1), at, make)
    const some = isFlat ? mapped : make.call('optional.of', [mapped], at)
    const none = make.call('optional.none', [], at)
    return make.call('_?_:_', [make.memberCall(target, 'hasValue', [], at), some, none], at)
  }
}

const optionals: Readonly<Record<string, Expand>> = {
  'optMap/2': mapOptional(false),
  'optFlatMap/2': mapOptional(true),
}

const sortInput = '@__sortBy_input__'

/** Sorts the target by a key of each element; the target is evaluated once. */
const sortBy: Expand = (call, make) => {
  const { at, target } = call
  if (target.type === 'literal' || target.type === 'map') {
    const takes = 'a list, identifier, comprehension, call or select expression'
    throw new MacroError(`sortBy can only be applied to ${takes}`, target.at)
  }
  const input = () => make.ident(sortInput, at)
  const keys = collect({ ...call, target: input() }, make, 1, arg(call, 1))
  return bind(sortInput, target, make.memberCall(input(), '@sortByAssociatedKeys', [keys], at), at, make)
}
