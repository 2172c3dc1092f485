import { Lexer } from './lexer.ts'
import type { Source, Tree } from './node.ts'
import { TreeParser } from './tree-parser.ts'

/**
 * Parses a file: the tree of its own, and one for each definition in it, by name.
 * @throws ParseError in Go's words, also for a function that `hasFunction` does not know
 */
export function parseTemplate(
  source: Source,
  hasFunction: (name: string) => boolean,
): ReadonlyMap<string, Tree> {
  const trees = new Map<string, Tree>()
  new TreeParser({ source, lexer: new Lexer(source.text), trees, hasFunction }).file()
  return trees
}
