/**
 * `__complete words… typed`: what could stand in place of `typed`, a candidate a line with its description behind a
 * tab, then `:` and a directive. The scripts of `completion` read this; so do those of other tools in this family.
 * @module
 */
import type { Context, Surroundings } from '../context.ts'
import { globalFlags, rootFlags } from '../global-flags.ts'
import type { AnyCommand, Group, TreeNode } from '../parser/command.ts'
import { findCommand } from '../parser/find-command.ts'
import type { Flag, FlagTable, Values } from '../parser/flags.ts'
import { parseFlags, shortFlag, UsageError } from '../parser/parse-flags.ts'
import { createLog } from '../printing/log.ts'

/** Candidates are all there is: no file names. */
const noFiles = 4
/** File names may follow. */
const files = 0

interface Answer {
  readonly candidates: readonly string[]
  readonly directive: number
}

/** Prints what could stand in place of the last word. */
export async function completeLine(
  root: Group,
  words: readonly string[],
  around: Surroundings,
): Promise<number> {
  const typed = words.at(-1) ?? ''
  const { candidates, directive } = await answer(root, words.slice(0, -1), typed, around)
  around.out([...candidates, `:${directive}`].map(line => `${line}\n`).join(''))
  const name = directive === noFiles ? 'ShellCompDirectiveNoFileComp' : 'ShellCompDirectiveDefault'
  around.err(`Completion ended with directive: ${name}\n`)
  return 0
}

async function answer(
  root: Group,
  before: readonly string[],
  typed: string,
  around: Surroundings,
): Promise<Answer> {
  const { path, node, argv } = findCommand(root, rootFlags, before)
  const command = node.type === 'leaf' ? await node.load() : undefined
  const table = tableOf(path, command)
  const awaiting = flagAwaitingValue(before.at(-1), table)
  if (awaiting) return completeValue(awaiting, typed, contextOf(table, argv.slice(0, -1), around))
  const inline = /^--([^=]+)=(.*)$/.exec(typed)
  if (inline?.[1] && table[inline[1]]) {
    const value = await completeValue(
      [inline[1], table[inline[1]] as Flag<unknown>],
      inline[2] ?? '',
      contextOf(table, argv, around),
    )
    return { ...value, candidates: value.candidates.map(candidate => `--${inline[1]}=${candidate}`) }
  }
  if (typed.startsWith('-')) return { candidates: flagNames(table, typed), directive: noFiles }
  if (node.type === 'group') return { candidates: await childNames(node, typed), directive: noFiles }
  if (!command?.complete) return { candidates: [], directive: files }
  const context = contextOf(table, argv, around)
  return { candidates: await finding(context, () => command.complete?.(context, typed)), directive: noFiles }
}

function tableOf(path: readonly TreeNode[], command: AnyCommand | undefined): FlagTable {
  if (command) return { ...globalFlags, ...command.flags }
  return Object.assign({}, rootFlags, ...path.map(part => (part.type === 'group' ? part.flags : {})))
}

function flagAwaitingValue(
  word: string | undefined,
  table: FlagTable,
): readonly [string, Flag<unknown>] | undefined {
  if (word === undefined || word.includes('=')) return undefined
  const name = word.startsWith('--') ? word.slice(2) : undefined
  const found =
    name !== undefined && Object.hasOwn(table, name)
      ? ([name, table[name] as Flag<unknown>] as const)
      : /^-[a-zA-Z]$/.test(word)
        ? shortFlag(table, word.charAt(1))
        : undefined
  return found && !found[1].isSwitch ? found : undefined
}

async function completeValue(
  [name, flag]: readonly [string, Flag<unknown>],
  typed: string,
  context: Context,
): Promise<Answer> {
  const choices = flag.choices?.filter(choice => choice.startsWith(typed))
  if (choices) return { candidates: choices, directive: noFiles }
  if (name === 'namespace')
    return { candidates: await finding(context, () => namespaces(context, typed)), directive: noFiles }
  return { candidates: [], directive: files }
}

const namespaceKind = { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false }

async function namespaces(context: Context, typed: string): Promise<readonly string[]> {
  const client = await context.client()
  const { items } = await client.list(namespaceKind, { signal: context.signal })
  return items.map(item => item.metadata.name).filter(name => name.startsWith(typed))
}

/** A cluster that does not answer leaves the user without candidates, not with an error in the middle of a line. */
async function finding(
  context: Context,
  find: () => Promise<readonly string[]> | undefined,
): Promise<readonly string[]> {
  try {
    return (await find()) ?? []
  } catch (error) {
    context.err(`${error instanceof Error ? error.message : error}\n`)
    return []
  } finally {
    await context.client().then(
      client => client.close(),
      () => {},
    )
  }
}

function contextOf(table: FlagTable, argv: readonly string[], around: Surroundings): Context {
  const parsed = parsedOrDefaults(table, argv)
  const global = parsed.values as Values<typeof globalFlags>
  let client: ReturnType<Context['client']> | undefined
  return {
    ...around,
    args: parsed.args,
    flags: parsed.values as Context['flags'],
    global,
    changed: parsed.changed,
    namespace: global.namespace,
    signal: AbortSignal.any([AbortSignal.timeout(5000), around.interrupted]),
    log: createLog(around.err),
    client: () => (client ??= around.connect(global, around.env)),
  }
}

/** What is typed so far may not parse yet. */
function parsedOrDefaults(table: FlagTable, argv: readonly string[]): ReturnType<typeof parseFlags> {
  try {
    return parseFlags(table, argv)
  } catch (error) {
    if (error instanceof UsageError) return parseFlags(table, [])
    throw error
  }
}

function flagNames(table: FlagTable, typed: string): readonly string[] {
  return Object.entries(table)
    .filter(([name, flag]) => !flag.hidden && `--${name}`.startsWith(typed))
    .map(([name, flag]) => `--${name}\t${flag.description}`)
    .sort()
}

async function childNames(node: Group, typed: string): Promise<readonly string[]> {
  const children = node.children.filter(child => !child.hidden && child.name.startsWith(typed))
  const lines = await Promise.all(
    children.map(async child => {
      const summary = child.type === 'group' ? child.summary : (await child.load()).summary
      return `${child.name}\t${summary}`
    }),
  )
  return lines.sort()
}
