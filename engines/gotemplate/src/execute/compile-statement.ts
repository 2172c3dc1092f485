/**
 * What prints and branches. A statement answers how it ended, so that `break` and `continue` need no exceptions.
 * @module
 */
import { printValue } from '../format/format-value.ts'
import { sprint } from '../format/sprintf.ts'
import type { ControlNode, Statement, TemplateNode } from '../parse/node.ts'
import { printNode } from '../parse/print-node.ts'
import { GoFunction } from '../values/go-function.ts'
import { GoObject } from '../values/go-object.ts'
import { sortedKeys } from '../values/go-string.ts'
import type { GoValue } from '../values/go-value.ts'
import { Int, int } from '../values/int.ts'
import { collectionOf, isTrue, typeName } from '../values/kinds.ts'
import { compilePipe, type Scope } from './compile-operand.ts'
import type { State } from './state.ts'

/** How a statement ended. */
const normal = 0
const broken = 1
const continued = 2
type Ending = typeof normal | typeof broken | typeof continued

/** A compiled statement. */
export type Execute = (state: State, dot: GoValue) => Ending

/** Statements one after the other. */
export function compileBody(body: readonly Statement[], scope: Scope): Execute {
  const statements = body.map(node => compileStatement(node, scope))
  return (state, dot) => {
    for (const statement of statements) {
      const ending = statement(state, dot)
      if (ending !== normal) return ending
    }
    return normal
  }
}

function compileStatement(node: Statement, scope: Scope): Execute {
  switch (node.type) {
    case 'text': {
      const { text } = node
      return state => {
        state.output.text += text
        return normal
      }
    }
    case 'action':
      return compileAction(node, scope)
    case 'break':
      return () => broken
    case 'continue':
      return () => continued
    case 'if':
    case 'with':
      return compileCondition(node, scope)
    case 'range':
      return compileRange(node, scope)
    case 'template':
      return compileTemplate(node, scope)
  }
}

function compileAction(node: Extract<Statement, { type: 'action' }>, scope: Scope): Execute {
  const pipe = compilePipe(node.pipe, scope)
  const prints = node.pipe.declares.length === 0
  return (state, dot) => {
    state.node = node
    const value = pipe(state, dot)
    if (prints) {
      if (typeof value === 'string') state.output.text += value
      else {
        state.node = node
        state.output.text += printable(state, value, node)
      }
      state.set.spend(state.output)
    }
    return normal
  }
}

function printable(state: State, value: GoValue, node: Statement): string {
  if (value === undefined || value === null) return '<no value>'
  if (value instanceof GoObject) return value.printAction()
  if (value instanceof GoFunction) {
    throw state.fail(`can't print ${printNode(node)} of type ${typeName(value)}`)
  }
  return printValue(value)
}

function compileCondition(node: ControlNode, scope: Scope): Execute {
  const pipe = compilePipe(node.pipe, scope)
  const isWith = node.type === 'with'
  const body = compileBody(node.body, isWith ? { ...scope, isDotItem: false } : scope)
  const otherwise = node.otherwise && compileBody(node.otherwise, scope)
  return (state, dot) => {
    state.node = node
    const value = pipe(state, dot)
    if (isTrue(value)) return body(state, isWith ? value : dot)
    return otherwise ? otherwise(state, dot) : normal
  }
}

function compileRange(node: ControlNode, scope: Scope): Execute {
  const pipe = compilePipe({ ...node.pipe, declares: [], isAssignment: false }, scope)
  const { declares } = node.pipe
  const slots = declares.map(({ slot }) => slot)
  const [indexSlot, itemSlot] = slots.length > 1 ? slots : [undefined, slots[0]]
  const itemSlots = itemSlot === undefined ? scope.itemSlots : new Set([...scope.itemSlots, itemSlot])
  const body = compileBody(node.body, { ...scope, isDotItem: true, itemSlots })
  const otherwise = node.otherwise && compileBody(node.otherwise, scope)
  return (state, dot) => {
    state.node = node
    const value = pipe(state, dot)
    let hasRun = false
    for (const [key, item] of itemsOf(state, value, declares.length)) {
      hasRun = true
      if (itemSlot !== undefined) setSlot(state, itemSlot, item)
      if (indexSlot !== undefined) setSlot(state, indexSlot, key)
      state.set.spend(state.output)
      if (body(state, item) === broken) break
    }
    return !hasRun && otherwise ? otherwise(state, dot) : normal
  }
}

function setSlot(state: State, slot: number, value: GoValue): void {
  if (slot < 0) throw state.fail('undefined variable')
  state.frame[slot] = value
}

/** What a range goes over, with index or key. */
function* itemsOf(state: State, value: GoValue, variables: number): Generator<readonly [GoValue, GoValue]> {
  const number = value instanceof Int ? value : value instanceof GoObject ? value.number() : undefined
  if (number) {
    if (variables > 1) throw state.fail(`can't use ${number} to iterate over more than one variable`)
    for (let i = 0n; i < number.value; i++) yield [undefined, new Int(number.kind, i)]
    return
  }
  if (value === undefined || value === null) return
  const collection =
    value instanceof Uint8Array ? [...value].map(byte => new Int('uint8', BigInt(byte))) : collectionOf(value)
  if (collection === undefined) throw state.fail(`range can't iterate over ${sprint([value])}`)
  if (Array.isArray(collection)) {
    for (let i = 0; i < collection.length; i++)
      yield [int(i), collection[i] === undefined ? null : collection[i]]
    return
  }
  for (const key of sortedKeys(collection)) {
    const item = collection[key]
    yield [key, item === undefined ? null : item]
  }
}

function compileTemplate(node: TemplateNode, scope: Scope): Execute {
  const pipe = node.pipe && compilePipe(node.pipe, scope)
  return (state, dot) => {
    state.node = node
    const template = state.set.lookup(node.name)
    if (!template) throw state.fail(`template ${JSON.stringify(node.name)} not defined`)
    state.set.run(template, pipe?.(state, dot), state.output)
    return normal
  }
}
