/** What the parts of the grammar have in common. @module */
import type { Expr } from '../ast.ts'
import type { Builder } from './builder.ts'
import type { MacroOptions } from './macros.ts'
import type { TokenReader } from './token-reader.ts'

/** An expression that is being parsed. */
export interface Parsing {
  readonly tokens: TokenReader
  readonly make: Builder
  readonly macros: MacroOptions
  /** Parses a whole expression at the next token: what is in brackets, an argument, an item. */
  readonly expression: () => Expr
}
