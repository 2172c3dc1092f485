import { Lexer } from './lexer.ts'
import type { Source, Tree } from './node.ts'
import type { SharedActions } from './shared-actions.ts'
import { TreeParser } from './tree-parser.ts'

/** What stands around an action. */
export interface Delimiters {
  readonly left: string
  readonly right: string
}

/** How to parse. */
export interface ParseOptions {
  readonly hasFunction: (name: string) => boolean
  /** An empty one stands for Go's own. */
  readonly delimiters?: Delimiters | undefined
  /** What files with the same functions and delimiters have in common; is added to. */
  readonly shared?: SharedActions
}

/**
 * Parses a file: the tree of its own, and one for each definition in it, by name.
 * @throws ParseError in Go's words, also for a function that `hasFunction` does not know
 */
export function parseTemplate(source: Source, options: ParseOptions): ReadonlyMap<string, Tree> {
  const { hasFunction, delimiters, shared = new Map() } = options
  const trees = new Map<string, Tree>()
  const lexer = new Lexer(source.text, {
    left: delimiters?.left || '{{',
    right: delimiters?.right || '}}',
    breakIsWord: !hasFunction('break'),
    continueIsWord: !hasFunction('continue'),
  })
  new TreeParser({ source, lexer, trees, hasFunction, shared }).file()
  return trees
}
