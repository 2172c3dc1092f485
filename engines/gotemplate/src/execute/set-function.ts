import { GoFunction, type ParamType } from '../values/go-function.ts'
import type { GoValue } from '../values/go-value.ts'
import type { TemplateSet } from './template-set.ts'

/** A function that works on the set of templates from which it is called, such as `include`. */
export class SetFunction extends GoFunction {
  readonly #callIn: (set: TemplateSet, ...args: never[]) => GoValue

  constructor(params: readonly ParamType[], callIn: (set: TemplateSet, ...args: never[]) => GoValue) {
    super(params, () => undefined)
    this.#callIn = callIn
  }

  /** Calls it for a set; the arguments are of the types of `params`. */
  callIn(set: TemplateSet, args: readonly unknown[]): GoValue {
    return (this.#callIn as (set: TemplateSet, ...args: readonly unknown[]) => GoValue)(set, ...args)
  }
}
