import { quoteString } from '../format/quote.ts'
import type { PlacedNode, Source } from '../parse/node.ts'
import { printNode } from '../parse/print-node.ts'
import { byteLength } from '../values/go-string.ts'
import type { GoValue } from '../values/go-value.ts'
import { ExecError } from './exec-error.ts'
import type { TemplateSet } from './template-set.ts'

/** What one execution writes, and the templates that it can call. */
export interface Run {
  /** What has been written. */
  output: string
  readonly set: TemplateSet
}

/** How a statement ended. */
export type Signal = 0 | 1 | 2

/** On with the next statement. */
export const goOn = 0
/** Out of the innermost range. */
export const breakOut = 1
/** On with the innermost range's next element. */
export const nextElement = 2

/** A compiled template. */
export interface Compiled {
  readonly name: string
  readonly source: Source
  readonly slots: number
  readonly body: Statement
}

/** A compiled statement. */
export type Statement = (frame: Frame, dot: GoValue) => Signal

/** A compiled expression; `final` is what the pipeline hands on to it. */
export type Expression = (frame: Frame, dot: GoValue, final: GoValue) => GoValue

/** One template that is running: its variables, and where in it the execution is. */
export class Frame {
  readonly run: Run
  readonly template: string
  readonly depth: number
  readonly vars: GoValue[]
  /** What an error is about: as in Go, the node that was entered last. */
  node: PlacedNode | undefined = undefined
  /** Where the action begins that is running; places of nodes count from there. */
  start = 0
  readonly #source: Source

  constructor(run: Run, { name, source, slots }: Compiled, dot: GoValue, depth: number) {
    this.run = run
    this.template = name
    this.#source = source
    this.depth = depth
    this.vars = new Array(slots)
    this.vars[0] = dot
  }

  /** The error of a reason at the current node. */
  failure(reason: string, cause?: unknown): ExecError {
    const options = cause === undefined ? undefined : { cause }
    const { node } = this
    if (!node) return new ExecError(`template: ${this.template}: ${reason}`, options)
    const name = quoteString(this.template)
    const place = locate(this.#source, this.start + node.at)
    return new ExecError(`template: ${place}: executing ${name} at <${printNode(node)}>: ${reason}`, options)
  }
}

/** `FILE:LINE:COLUMN`; the column counts bytes from 0. */
function locate({ name, text }: Source, at: number): string {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return `${name}:${line}:${byteLength(before.slice(before.lastIndexOf('\n') + 1))}`
}
