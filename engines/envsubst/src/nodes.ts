/** A part of a text: literal, or an expression with its arguments, each a list of parts. */
export type Part = string | Expression

/** `${name…}`: the operator that stands after the name (empty for none) and its arguments. */
export interface Expression {
  readonly name: string
  readonly operator: string
  readonly args: readonly (readonly Part[])[]
}
