import type { Group, TreeNode } from './command.ts'
import type { FlagTable } from './flags.ts'
import { shortFlag, UsageError } from './parse-flags.ts'
import { suggestionsFor } from './suggest.ts'

/** The command that arguments name. */
export interface Found {
  /** From the root to the command. */
  readonly path: readonly TreeNode[]
  readonly node: TreeNode
  /** The arguments without the command's name. */
  readonly argv: readonly string[]
}

/**
 * Finds the command by the words that are not flags. Flags may stand before and between them; a flag that takes a
 * value takes the next word with it.
 * @throws UsageError if the root has no such command
 */
export function findCommand(root: Group, globals: FlagTable, argv: readonly string[]): Found {
  const path: TreeNode[] = [root]
  let node: TreeNode = root
  let flags = globals
  let rest: readonly string[] = argv
  while (node.type === 'group') {
    flags = { ...flags, ...node.flags }
    const at = indexOfWord(rest, flags)
    const word = at === undefined ? undefined : rest[at]
    const child: TreeNode | undefined = node.children.find(
      c => c.name === word || c.aliases?.includes(word ?? ''),
    )
    if (!child || at === undefined) {
      if (node === root && word !== undefined) throw unknownCommand(root, word)
      break
    }
    path.push(child)
    node = child
    rest = rest.toSpliced(at, 1)
  }
  return { path, node, argv: rest }
}

function indexOfWord(argv: readonly string[], flags: FlagTable): number | undefined {
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (word === '--') return undefined
    if (takesNext(word, flags)) i++
    else if (word !== '' && !word.startsWith('-')) return i
  }
  return undefined
}

/** Whether the flag's value is the next word. A flag nobody knows is taken to have one. */
function takesNext(word: string, flags: FlagTable): boolean {
  if (word.includes('=')) return false
  if (word.startsWith('--')) return !(Object.hasOwn(flags, word.slice(2)) && flags[word.slice(2)]?.isSwitch)
  if (word.length !== 2 || !word.startsWith('-')) return false
  return !shortFlag(flags, word.charAt(1))?.[1].isSwitch
}

function unknownCommand(root: Group, word: string): UsageError {
  const names = root.children.filter(child => !child.hidden).map(child => child.name)
  const close = suggestionsFor(word, names)
  const hint = close.length ? `\n\nDid you mean this?\n${close.map(name => `\t${name}\n`).join('')}` : ''
  return new UsageError(`unknown command ${JSON.stringify(word)} for ${JSON.stringify(root.name)}${hint}`)
}
