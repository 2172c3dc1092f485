import type { Context } from '../context.ts'
import type { FlagTable } from './flags.ts'

/** How many arguments a command takes. */
export type Arity =
  | { readonly type: 'any' }
  | { readonly type: 'none' }
  | { readonly type: 'exactly'; readonly count: number }

/** A command that does something. Its file is loaded when it is called. */
export interface Command<F extends FlagTable = FlagTable> {
  readonly summary: string
  /** What follows the command's name in its usage line, such as `[name]`. */
  readonly usage?: string
  /** More than the summary says; a paragraph or two. */
  readonly details?: string
  readonly examples?: readonly string[]
  readonly flags: F
  /** Whatever is given unless told. */
  readonly arity?: Arity
  /** What could stand as the next argument. */
  readonly complete?: (context: Context<F>, typed: string) => Promise<readonly string[]>
  /** Commands that find their namespace themselves skip its check. */
  readonly skipsNamespaceCheck?: boolean
  readonly run: (context: Context<F>) => Promise<void>
}

/** Gives a command its types. */
export function command<F extends FlagTable>(definition: Command<F>): Command<F> {
  return definition
}

/** A place in the tree of commands. */
export type TreeNode = Group | Leaf

interface NamedNode {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly hidden?: boolean
}

/** A command that only holds others. */
export interface Group extends NamedNode {
  readonly type: 'group'
  readonly summary: string
  /** Flags that all commands below have. */
  readonly flags: FlagTable
  readonly children: readonly TreeNode[]
}

/** A command in the tree, before its file is loaded. */
export interface Leaf extends NamedNode {
  readonly type: 'leaf'
  readonly load: () => Promise<AnyCommand>
}

/** A command whose flags are not known at compile time. */
// biome-ignore lint/suspicious/noExplicitAny: the tree holds commands with any flags; each is typed in its own file
export type AnyCommand = Command<any>

/** A group of commands. */
export function group(
  name: string,
  summary: string,
  children: readonly TreeNode[],
  options: { readonly flags?: FlagTable; readonly aliases?: readonly string[] } = {},
): Group {
  return { type: 'group', name, summary, children, flags: {}, ...options }
}

/** A command in the tree. */
export function leaf(
  name: string,
  load: () => Promise<AnyCommand>,
  options: { readonly aliases?: readonly string[]; readonly hidden?: boolean } = {},
): Leaf {
  return { type: 'leaf', name, load, ...options }
}
