/**
 * Field access: `.a.b`, on maps by key and on objects by method or field.
 * @module
 */
import { quoteString } from '../format/quote.ts'
import type { Operand } from '../parse/node.ts'
import { absent, GoObject } from '../values/go-object.ts'
import type { GoMap, GoValue } from '../values/go-value.ts'
import { isMap, typeName } from '../values/kinds.ts'
import { compileCall } from './compile-call.ts'
import type { CompileContext, MissingKey } from './compile-context.ts'
import { elementTypeOf, zeroElement } from './element-type.ts'
import type { Expression, Frame } from './frame.ts'

/** The fields that a node names, with what may follow them in the command. */
export interface FieldAccess {
  readonly node: Operand
  readonly names: readonly string[]
  /** The command's operands, the node among them. */
  readonly args: readonly Operand[]
  readonly hasFinal: boolean
  /** Where the collection is kept whose element the first receiver is, or -1. */
  readonly elementOf: number
}

/** Compiles a chain of fields; the receiver is found by `start`. */
export function compileFields(context: CompileContext, access: FieldAccess, start: Expression): Expression {
  const { node, names } = access
  const { missingKey } = context
  const chain = new FieldChain(context, access)
  if (access.args.length > 1 || access.hasFinal || names.some(name => name in Object.prototype)) {
    return (frame, dot, final) => {
      frame.node = node
      return chain.walk({ frame, dot, final }, start(frame, dot, undefined), 0, undefined)
    }
  }
  const [first = ''] = names
  if (names.length === 1 && missingKey !== 'error') {
    return (frame, dot, final) => {
      frame.node = node
      const receiver = start(frame, dot, undefined)
      if (!isMap(receiver)) return chain.walk({ frame, dot, final }, receiver, 0, undefined)
      const value = receiver[first]
      return value === undefined ? lacking(receiver, missingKey) : value
    }
  }
  return (frame, dot, final) => {
    frame.node = node
    let receiver = start(frame, dot, undefined)
    let before: GoValue
    for (let i = 0; i < names.length; i++) {
      const value: GoValue = isMap(receiver) ? receiver[names[i] ?? ''] : undefined
      if (value === undefined) return chain.walk({ frame, dot, final }, receiver, i, before)
      before = receiver
      receiver = value
    }
    return receiver
  }
}

function lacking(map: GoValue, missingKey: MissingKey): GoValue {
  return missingKey === 'zero' ? zeroElement(map) : undefined
}

interface Here {
  readonly frame: Frame
  readonly dot: GoValue
  readonly final: GoValue
}

/** A chain step by step, as Go's evalField does it. */
class FieldChain {
  readonly #context: CompileContext
  readonly #access: FieldAccess

  constructor(context: CompileContext, access: FieldAccess) {
    this.#context = context
    this.#access = access
  }

  /** The rest of the chain from a receiver on; `before` is what that one is a field or element of. */
  walk(here: Here, receiver: GoValue, from: number, before: GoValue): GoValue {
    const { names } = this.#access
    let current = receiver
    let owner = before
    for (let i = from; i < names.length; i++) {
      const value = this.#field(here, current, i, owner)
      owner = current
      current = value
    }
    return current
  }

  #field(here: Here, receiver: GoValue, i: number, owner: GoValue): GoValue {
    const { frame } = here
    const { names } = this.#access
    const name = names[i] ?? ''
    const { missingKey } = this.#context
    if (receiver === undefined) {
      if (missingKey === 'error') throw frame.failure(`nil data; no entry for key ${quoteString(name)}`)
      return undefined
    }
    if (receiver === null) throw frame.failure(`nil pointer evaluating interface {}.${name}`)
    const hasArgs = i === names.length - 1 && (this.#access.args.length > 1 || this.#access.hasFinal)
    if (isMap(receiver)) return this.#key(frame, name, receiver, receiver, hasArgs)
    if (receiver instanceof GoObject) {
      const found = this.#member(here, name, receiver, i, hasArgs)
      if (found !== absent) return found as GoValue
    }
    throw frame.failure(`can't evaluate field ${name} in type ${this.#typeOf(frame, receiver, i, owner)}`)
  }

  #key(frame: Frame, name: string, map: GoMap, owner: GoValue, hasArgs: boolean): GoValue {
    if (hasArgs) throw frame.failure(`${name} is not a method but has arguments`)
    const { missingKey } = this.#context
    if (Object.hasOwn(map, name)) return map[name]
    if (missingKey === 'error') throw frame.failure(`map has no entry for key ${quoteString(name)}`)
    return lacking(owner, missingKey)
  }

  #member(
    here: Here,
    name: string,
    receiver: GoObject,
    i: number,
    hasArgs: boolean,
  ): GoValue | typeof absent {
    const { node, names, args, hasFinal } = this.#access
    const method = receiver.method(name)
    if (method) {
      const isLast = i === names.length - 1
      const call = compileCall(this.#context, {
        fn: method,
        name,
        node,
        args: isLast ? args.slice(1) : [],
        hasFinal: isLast && hasFinal,
      })
      return call(here.frame, here.dot, here.final)
    }
    const inner = receiver.underlying()
    if (receiver.kind === 'map' && isMap(inner)) return this.#key(here.frame, name, inner, receiver, hasArgs)
    const value = receiver.field(name)
    if (isAbsent(value)) return absent
    if (hasArgs) throw here.frame.failure(`${name} has arguments but cannot be invoked as function`)
    return value
  }

  /** A receiver's type as Go knows it there: an element's is most often `interface {}`. */
  #typeOf(frame: Frame, receiver: GoValue, i: number, owner: GoValue): string {
    const collection = i > 0 ? owner : frame.vars[this.#access.elementOf]
    const isElement = i > 0 ? isMap(owner) || (owner instanceof GoObject && owner.kind === 'map') : true
    if (collection === undefined || !isElement) return typeName(receiver)
    return elementTypeOf(collection) === 'interface {}' ? 'interface {}' : typeName(receiver)
  }
}

function isAbsent(value: ReturnType<GoObject['field']>): value is typeof absent {
  return value === absent
}
