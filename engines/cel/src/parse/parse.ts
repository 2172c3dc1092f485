/**
 * Text to a tree. Syntax errors are worded and placed as cel-go's parser (made by ANTLR) words them, for the
 * mistakes people make; after the first mistake that it cannot repair by leaving out one token it stops.
 * @module
 */
import type { Expr } from '../ast.ts'
import type { Issue } from '../source.ts'
import { Builder } from './builder.ts'
import type { MacroOptions } from './macros.ts'
import { parseCondition } from './operators.ts'
import type { Parsing } from './parsing.ts'
import { Stop, TokenReader } from './token-reader.ts'

export type ParseResult =
  | { readonly type: 'parsed'; readonly expr: Expr; readonly builder: Builder }
  | { readonly type: 'failed'; readonly issues: readonly Issue[] }

/** Expressions nested deeper than this are refused rather than overflowing the stack. */
const deepest = 250

/** Parses an expression. */
export function parse(text: string, macros: MacroOptions): ParseResult {
  const tokens = new TokenReader(text)
  const builder = new Builder()
  try {
    const expr = parsing(tokens, builder, macros).expression()
    tokens.end()
    if (tokens.issues.length === 0) return { type: 'parsed', expr, builder }
  } catch (error) {
    if (!(error instanceof Stop)) throw error
  }
  return { type: 'failed', issues: tokens.issues }
}

function parsing(tokens: TokenReader, make: Builder, macros: MacroOptions): Parsing {
  let depth = 0
  const deeper = (parsePart: () => Expr): Expr => {
    if (++depth > deepest) {
      tokens.report(tokens.peek().at, 'expression recursion limit exceeded: 250')
      throw new Stop()
    }
    const expr = parsePart()
    depth--
    return expr
  }
  const context: Parsing = {
    tokens,
    make,
    macros,
    expression: () => parseCondition(context, deeper),
  }
  return context
}
