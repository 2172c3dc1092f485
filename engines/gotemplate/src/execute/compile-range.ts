import { printValue } from '../format/format-value.ts'
import type { ControlNode, Statement as Node } from '../parse/node.ts'
import { GoObject } from '../values/go-object.ts'
import { sortedKeys } from '../values/go-string.ts'
import type { GoValue } from '../values/go-value.ts'
import { Int, int } from '../values/int.ts'
import { collectionOf, isMap } from '../values/kinds.ts'
import type { CompileContext } from './compile-context.ts'
import { compileShared } from './compile-pipeline.ts'
import { breakOut, type Frame, goOn, type Statement } from './frame.ts'

/** Runs the body with an element; whether it broke out. */
type Turn = (frame: Frame, index: GoValue, element: GoValue) => boolean

/** Compiles a range. */
export function compileRange(
  context: CompileContext,
  node: ControlNode,
  compileLater: (context: CompileContext, nodes: readonly Node[]) => Statement,
): Statement {
  const { start } = node
  const collection = compileShared(context, node.pipe)
  const kept = context.reserve()
  const turn = compileTurn(context, node, kept, compileLater)
  const otherwise = node.otherwise && compileLater(context, node.otherwise)
  const isPair = node.pipe.declares.length > 1
  return (frame, dot) => {
    frame.start = start
    frame.node = node
    const value = collection(frame, dot, undefined)
    frame.vars[kept] = value
    const hasRun = iterate(frame, value, turn, isPair)
    return hasRun || !otherwise ? goOn : otherwise(frame, dot)
  }
}

function compileTurn(
  context: CompileContext,
  node: ControlNode,
  kept: number,
  compileLater: (context: CompileContext, nodes: readonly Node[]) => Statement,
): Turn {
  const { declares, isAssignment } = node.pipe
  const element = declares.at(-1)?.slot
  const index = declares.length > 1 ? declares[0]?.slot : undefined
  if (element !== undefined && !isAssignment)
    context.elementsOf = new Map(context.elementsOf).set(element, kept)
  const outer = context.dotElementOf
  context.dotElementOf = kept
  const body = compileLater(context, node.body)
  context.dotElementOf = outer
  return (frame, at, value) => {
    const { run } = frame
    run.set.spend(run.output.length)
    if (element !== undefined) frame.vars[element] = value
    if (index !== undefined) frame.vars[index] = at
    return body(frame, value) === breakOut
  }
}

/** Runs the body for every element; whether there was one. */
function iterate(frame: Frame, value: GoValue, turn: Turn, isPair: boolean): boolean {
  if (value === undefined || value === null) return false
  const number = value instanceof GoObject ? value.number() : value
  if (number instanceof Int) return count(frame, number, turn, isPair, value)
  const inner = collectionOf(value) ?? value
  if (Array.isArray(inner)) return iterateList(frame, inner, turn)
  if (isMap(inner)) return iterateMap(frame, inner, turn)
  if (inner instanceof Uint8Array) {
    return iterateList(
      frame,
      [...inner].map(byte => new Int('uint8', BigInt(byte))),
      turn,
    )
  }
  throw frame.failure(`range can't iterate over ${printValue(value)}`)
}

function iterateList(frame: Frame, list: readonly GoValue[], turn: Turn): boolean {
  const { length } = list
  for (let i = 0; i < length; i++) {
    if (turn(frame, int(i), list[i])) break
  }
  return length > 0
}

function iterateMap(frame: Frame, map: Readonly<Record<string, GoValue>>, turn: Turn): boolean {
  const entries = sortedKeys(map).map(key => ({ key, value: map[key] }))
  for (const { key, value } of entries) {
    if (turn(frame, key, value)) break
  }
  return entries.length > 0
}

function count(frame: Frame, { kind, value }: Int, turn: Turn, isPair: boolean, shown: GoValue): boolean {
  if (isPair) {
    throw frame.failure(`can't use ${printValue(shown)} to iterate over more than one variable`)
  }
  for (let i = 0n; i < value; i++) {
    if (turn(frame, undefined, new Int(kind, i))) break
  }
  return value > 0n
}
