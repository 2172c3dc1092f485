import { quoteString } from '../format/quote.ts'
import type { AnyNode } from '../parse/node.ts'
import { printNode } from '../parse/print-node.ts'
import { byteLength } from '../values/go-string.ts'
import type { GoValue } from '../values/go-value.ts'
import { ExecError } from './exec-error.ts'
import type { TemplateSet } from './template-set.ts'

/** Where templates write to. */
export interface Output {
  text: string
}

/** One run of one template. */
export class State {
  readonly set: TemplateSet
  readonly name: string
  readonly output: Output
  /** The variables by slot; the first is `$`. */
  readonly frame: GoValue[]
  /** What is evaluated, for errors. */
  node: AnyNode | undefined

  constructor(set: TemplateSet, template: { readonly name: string; readonly slots: number }, output: Output) {
    this.set = set
    this.name = template.name
    this.output = output
    this.frame = new Array<GoValue>(template.slots)
  }

  /** The error that says where and why. */
  fail(reason: string, cause?: unknown): ExecError {
    const options = cause === undefined ? undefined : { cause }
    if (!this.node) return new ExecError(`template: ${this.name}: ${reason}`, options)
    const { source, at } = this.node
    const before = source.text.slice(0, at)
    const start = before.lastIndexOf('\n') + 1
    const line = before.split('\n').length
    const place = `${source.name}:${line}:${byteLength(before.slice(start))}`
    return new ExecError(
      `template: ${place}: executing ${quoteString(this.name)} at <${printNode(this.node)}>: ${reason}`,
      options,
    )
  }
}
