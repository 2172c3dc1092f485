/**
 * What has a value: operands, commands, pipelines. Each is compiled into a function once. As in Go, `state.node` is
 * set to what is looked at, and an error is about whatever that was last.
 * @module
 */
import type {
  ChainNode,
  CommandNode,
  FieldNode,
  NumberNode,
  Operand,
  PipeNode,
  VariableNode,
} from '../parse/node.ts'
import { printNode } from '../parse/print-node.ts'
import type { GoFunction, ParamType } from '../values/go-function.ts'
import type { GoValue } from '../values/go-value.ts'
import { Int } from '../values/int.ts'
import { accessField, type FieldAccess } from './access-field.ts'
import {
  type CallSite,
  compileCall,
  compileIndirectCall,
  compileLogic,
  type EvaluateWith,
  type Final,
  none,
} from './compile-call.ts'
import { convert, goTypeOf, nilOf } from './convert.ts'
import type { State } from './state.ts'

/** What is evaluated for a dot. */
export type Evaluate = (state: State, dot: GoValue) => unknown

/** What is known of a place in a template before it runs. */
export interface Scope {
  readonly functionNamed: (name: string) => { readonly fn: GoFunction; readonly isBuiltin: boolean }
  /** Whether the dot is an item of a range. */
  readonly isDotItem: boolean
  /** The slots of variables that hold items of a range. */
  readonly itemSlots: ReadonlySet<number>
}

/** A pipeline. Nil, wherever it comes from, leaves it as undefined. */
export function compilePipe(pipe: PipeNode, scope: Scope): (state: State, dot: GoValue) => GoValue {
  const commands = pipe.commands.map(command => compileCommand(command, scope))
  const [first] = commands
  const { declares } = pipe
  if (first && commands.length === 1 && declares.length === 0) {
    return (state, dot) => {
      state.node = pipe
      return first(state, dot, none) ?? undefined
    }
  }
  return (state, dot) => {
    state.node = pipe
    let value: Final = none
    for (const command of commands) value = command(state, dot, value) ?? undefined
    const result = value === none ? undefined : value
    for (const { slot, names } of declares) {
      if (slot < 0) throw state.fail(`undefined variable: ${names[0]}`)
      state.frame[slot] = result
    }
    return result
  }
}

function compileCommand(command: CommandNode, scope: Scope): EvaluateWith {
  const [first, ...rest] = command.args
  if (!first) return () => undefined
  switch (first.type) {
    case 'field':
    case 'chain':
    case 'variable':
      return compileFields(first, rest, scope)
    case 'identifier':
      return compileFunction(first, { name: first.name, node: command, args: rest, scope })
    case 'pipe': {
      const inner = compilePipe(first, scope)
      return (state, dot, final) => {
        refuseArguments(state, command, final)
        return inner(state, dot)
      }
    }
    default: {
      const constant = compileConstant(first)
      return (state, dot, final) => {
        state.node = first
        refuseArguments(state, command, final)
        return constant(state, dot)
      }
    }
  }
}

function refuseArguments(state: State, { args }: CommandNode, final: Final): void {
  const [first] = args
  if (first && (args.length > 1 || final !== none)) {
    throw state.fail(`can't give argument to non-function ${printNode(first)}`)
  }
}

/** A constant, or the dot. */
function compileConstant(node: Operand): (state: State, dot: GoValue) => GoValue {
  switch (node.type) {
    case 'bool':
    case 'string':
      return () => node.value
    case 'number':
      return compileNumber(node)
    case 'dot':
      return (_state, dot) => dot
    case 'nil':
      return state => {
        throw state.fail('nil is not a command')
      }
    default:
      return state => {
        throw state.fail(`can't evaluate command ${printNode(node)}`)
      }
  }
}

const maxInt64 = 2n ** 63n - 1n

/** Go's ideal constants: an int, unless it is written as a float. */
function compileNumber(node: NumberNode): (state: State) => GoValue {
  const { text, int, float, isComplex } = node
  if (isComplex) {
    return state => {
      throw state.fail(`complex constant ${text} is not supported`)
    }
  }
  const isHex = /^0[xX]/.test(text) && !/[pP]/.test(text)
  if (float !== undefined && !isHex && !text.startsWith("'") && /[.eEpP]/.test(text)) return () => float
  if (int === undefined || int > maxInt64) {
    return state => {
      throw state.fail(`${text} overflows int`)
    }
  }
  const value = new Int('int', int)
  return () => value
}

/** A function; `and`, `or` and `call` are Go's own, and special. */
function compileFunction(node: Operand, site: CallSite): EvaluateWith {
  const { fn, isBuiltin } = site.scope.functionNamed(site.name)
  const isSpecial = isBuiltin && ['and', 'or', 'call'].includes(site.name)
  const call = !isSpecial
    ? compileCall(fn, site)
    : site.name === 'call'
      ? compileIndirectCall(site)
      : compileLogic(site.name === 'and' ? 'and' : 'or', site)
  return (state, dot, final) => {
    state.node = node
    return call(state, dot, final)
  }
}

/** `.a.b`, `$x.a.b` and `(…).a.b`; the last name may be a method with arguments. */
function compileFields(
  node: FieldNode | VariableNode | ChainNode,
  args: readonly Operand[],
  scope: Scope,
): EvaluateWith {
  const { receive, names, isItem } = receiverOf(node, scope)
  const last = names.length - 1
  if (last < 0) return compileVariable(node, args, receive)
  const inner: FieldAccess[] = names
    .slice(0, last)
    .map((name, i) => ({ node, name, hasArguments: false, isOfInterface: i > 0 || isItem }))
  const name = names[last] ?? ''
  const isOfInterface = last > 0 || isItem
  const plain: FieldAccess = { node, name, hasArguments: args.length > 0, isOfInterface }
  const withFinal: FieldAccess = { ...plain, hasArguments: true }
  return (state, dot, final) => {
    state.node = node
    let value = receive(state, dot)
    for (const access of inner) {
      value = accessField(state, value, access, method =>
        callMethod(method, access, { state, dot, args: [], scope }, none),
      )
    }
    return accessField(state, value, final === none ? plain : withFinal, method =>
      callMethod(method, plain, { state, dot, args, scope }, final),
    )
  }
}

function compileVariable(
  node: Operand,
  args: readonly Operand[],
  receive: (state: State, dot: GoValue) => GoValue,
): EvaluateWith {
  return (state, dot, final) => {
    state.node = node
    if (args.length > 0 || final !== none) {
      throw state.fail(`can't give argument to non-function ${printNode(node)}`)
    }
    return receive(state, dot)
  }
}

interface MethodPlace {
  readonly state: State
  readonly dot: GoValue
  readonly args: readonly Operand[]
  readonly scope: Scope
}

/** Methods are found while running, so their calls are compiled then, and kept. */
function callMethod(
  method: GoFunction,
  { name, node }: FieldAccess,
  place: MethodPlace,
  final: Final,
): GoValue {
  const { state, dot, args, scope } = place
  return compileCall(method, { name, node, args, scope })(state, dot, final)
}

/** What the fields of a node are of. */
function receiverOf(node: FieldNode | VariableNode | ChainNode, scope: Scope) {
  switch (node.type) {
    case 'field':
      return { receive: (_state: State, dot: GoValue) => dot, names: node.names, isItem: scope.isDotItem }
    case 'variable': {
      const { slot } = node
      const receive = (state: State) => state.frame[slot]
      return { receive, names: node.names.slice(1), isItem: scope.itemSlots.has(slot) }
    }
    case 'chain':
      return { receive: compileChainStart(node, scope), names: node.names, isItem: false }
  }
}

function compileChainStart(node: ChainNode, scope: Scope): (state: State, dot: GoValue) => GoValue {
  if (node.operand.type === 'nil') {
    return state => {
      throw state.fail(`indirection through explicit nil in ${printNode(node)}`)
    }
  }
  return compileArgument(node.operand, 'value', scope) as (state: State, dot: GoValue) => GoValue
}

/** An operand as an argument of a type. */
export function compileArgument(node: Operand, type: ParamType, scope: Scope): Evaluate {
  switch (node.type) {
    case 'dot':
      return (state, dot) => {
        state.node = node
        return convert(state, dot, type)
      }
    case 'nil':
      return compileNil(node, type)
    case 'field':
    case 'variable':
    case 'chain': {
      const fields = compileFields(node, [], scope)
      return (state, dot) => convert(state, fields(state, dot, none), type)
    }
    case 'pipe': {
      const pipe = compilePipe(node, scope)
      return (state, dot) => convert(state, pipe(state, dot), type)
    }
    case 'identifier': {
      const call = compileFunction(node, { name: node.name, node, args: [], scope })
      return (state, dot) => convert(state, call(state, dot, none), type)
    }
    default:
      return compileLiteral(node, type)
  }
}

function compileNil(node: Operand, type: ParamType): Evaluate {
  const nil = nilOf(type)
  return state => {
    state.node = node
    if (!nil) throw state.fail(`cannot assign nil to ${goTypeOf(type)}`)
    return nil.value
  }
}

/** A constant as an argument: Go takes a number for whatever kind of number is wanted. */
function compileLiteral(node: Operand, type: ParamType): Evaluate {
  if (type === 'any' || type === 'value') {
    const constant = compileConstant(node)
    return (state, dot) => {
      state.node = node
      return constant(state, dot)
    }
  }
  const value = literalOf(node, type)
  const wanted = wantedWords[typeof type === 'string' ? type : ''] ?? ''
  const problem = wanted
    ? `expected ${wanted}; found ${printNode(node)}`
    : `can't handle ${printNode(node)} for arg of type ${goTypeOf(type)}`
  return state => {
    state.node = node
    if (value === undefined) throw state.fail(problem)
    return value
  }
}

const wantedWords: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'bool',
  int: 'integer',
  int64: 'integer',
  bigint: 'integer',
  float64: 'float',
}

function literalOf(node: Operand, type: ParamType): unknown {
  switch (type) {
    case 'string':
      return node.type === 'string' ? node.value : undefined
    case 'bool':
      return node.type === 'bool' ? node.value : undefined
    case 'float64':
      return node.type === 'number' ? node.float : undefined
    case 'int':
    case 'int64':
      return node.type === 'number' && node.int !== undefined && node.int <= maxInt64
        ? Number(node.int)
        : undefined
    case 'bigint':
      return node.type === 'number' && node.int !== undefined && node.int <= maxInt64 ? node.int : undefined
    default:
      return undefined
  }
}
