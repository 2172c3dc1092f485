import type { GoValue } from './go-value.ts'

/**
 * A parameter's Go type. The caller checks and converts an argument before the call, with Go's error texts, and hands
 * it in as: `any` GoValue (never undefined), `string` string, `bool` boolean, `int` and `int64` number (a safe
 * integer), `bigint` (an int64 in full) bigint, `float64` number, `map` GoMap (map[string]interface{}), `list` GoList
 * ([]interface{}), `strings` string[] ([]string), `bytes` Uint8Array, `value` GoValue as it is, undefined too. An object of some other Go type is `{ go: NAME }`
 * and handed in as it is; if that type is an integer underneath, `constants: 'bigint'` takes integer constants for it too.
 */
export type ParamType =
  | 'any'
  | 'string'
  | 'bool'
  | 'int'
  | 'int64'
  | 'bigint'
  | 'float64'
  | 'map'
  | 'list'
  | 'strings'
  | 'bytes'
  | 'value'
  | { readonly go: string; readonly constants?: 'bigint' }

/** A function or method that templates can call. */
export class GoFunction {
  readonly params: readonly ParamType[]
  /** The type of each further argument after `params`; undefined if there may be none. */
  readonly rest: ParamType | undefined
  /** @throws any Error: the template fails with `error calling NAME: MESSAGE` */
  readonly call: (...args: never[]) => GoValue

  constructor(
    params: readonly ParamType[],
    call: (...args: never[]) => GoValue,
    options: { readonly rest?: ParamType } = {},
  ) {
    this.params = params
    this.call = call
    this.rest = options.rest
  }
}

/** Functions by the name templates call them. */
export type FunctionMap = Readonly<Record<string, GoFunction>>
