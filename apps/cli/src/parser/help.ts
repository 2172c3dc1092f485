import type { AnyCommand, Group, TreeNode } from './command.ts'
import type { Flag, FlagTable } from './flags.ts'

/** Help of a group: what is in it. */
export async function groupHelp(path: readonly TreeNode[], node: Group, globals: FlagTable): Promise<string> {
  const name = path.map(part => part.name).join(' ')
  const children = await Promise.all(
    node.children
      .filter(child => !child.hidden)
      .map(async child => [child.name, await summaryOf(child)] as const),
  )
  const width = Math.max(0, ...children.map(([child]) => child.length))
  const list = children.map(([child, summary]) => `  ${child.padEnd(width)}  ${summary}`).join('\n')
  return sections([
    node.summary,
    `Usage:\n  ${name} [command]`,
    aliasesOf(node),
    list ? `Available Commands:\n${list}` : '',
    flagSection('Flags', inheritedFlags(path)),
    flagSection('Global Flags', globals),
    `Use "${name} [command] --help" for more information about a command.`,
  ])
}

/** Help of a command: usage, examples, flags. */
export function commandHelp(path: readonly TreeNode[], command: AnyCommand, globals: FlagTable): string {
  const name = path.map(part => part.name).join(' ')
  const usage = [name, command.usage, '[flags]'].filter(Boolean).join(' ')
  const examples = command.examples?.map(line => `  ${line}`).join('\n')
  const last = path.at(-1)
  return sections([
    command.details ? `${command.summary}\n\n${command.details}` : command.summary,
    `Usage:\n  ${usage}`,
    last ? aliasesOf(last) : '',
    examples ? `Examples:\n${examples}` : '',
    flagSection('Flags', command.flags),
    flagSection('Global Flags', globals),
  ])
}

async function summaryOf(node: TreeNode): Promise<string> {
  return node.type === 'group' ? node.summary : (await node.load()).summary
}

function aliasesOf(node: TreeNode): string {
  return node.aliases?.length ? `Aliases:\n  ${[node.name, ...node.aliases].join(', ')}` : ''
}

function inheritedFlags(path: readonly TreeNode[]): FlagTable {
  return Object.assign({}, ...path.map(node => (node.type === 'group' ? node.flags : {})))
}

function flagSection(title: string, flags: FlagTable): string {
  const shown = Object.entries(flags).filter(([, flag]) => !flag.hidden)
  if (shown.length === 0) return ''
  const lines = shown
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, flag]) => [labelOf(name, flag), flag] as const)
  const width = Math.max(...lines.map(([label]) => label.length))
  const rows = lines.map(
    ([label, flag]) => `  ${label.padEnd(width)}   ${flag.description}${defaultOf(flag)}`,
  )
  return `${title}:\n${rows.join('\n')}`
}

function labelOf(name: string, flag: Flag<unknown>): string {
  const short = flag.short ? `-${flag.short}, ` : '    '
  return `${short}--${name}${flag.placeholder ? ` ${flag.placeholder}` : ''}`
}

function defaultOf({ initial, placeholder }: Flag<unknown>): string {
  if (typeof initial === 'string' && initial) return ` (default ${JSON.stringify(initial)})`
  if (typeof initial === 'number' && initial && placeholder === 'duration')
    return ` (default ${initial / 1000}s)`
  if (typeof initial === 'number' && initial) return ` (default ${initial})`
  if (initial === true) return ' (default true)'
  if (Array.isArray(initial) && initial.length) return ` (default [${initial.join(',')}])`
  return ''
}

function sections(parts: readonly string[]): string {
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}
