/** `docgen` (hidden): the page `docs/cli.md`. A test holds the page to what this prints. @module */
import { command, type Group, type TreeNode } from '../parser/command.ts'

/** Prints the page. */
export const docgen = command({
  summary: 'Print the reference page of all commands',
  flags: {},
  arity: { type: 'none' },
  skipsNamespaceCheck: true,
  run: async context => {
    const { commandTree } = await import('../command-tree.ts')
    context.out(await referencePage(commandTree('sluice')))
  },
})

const introduction = `# Commands

\`sluice\` finds the cluster as kubectl does (\`--kubeconfig\`, \`$KUBECONFIG\`, \`~/.kube/config\`, a pod's ServiceAccount);
where there is none of these it takes the sandbox that runs on this machine. The namespace is \`flux-system\` unless
\`-n\` or \`$FLUX_SYSTEM_NAMESPACE\` says otherwise. Data goes to standard output, what a command is doing to standard
error. Every command has \`--help\`; every flag that Flux's command line has means the same here. Under the name
\`flux\` (a link to \`sluice\`) it answers with the version of Flux that it stands in for.

| exit code | when |
|---|---|
| 0 | it worked; also \`suspend\`, \`resume\` and \`trace\` of names that do not exist, \`get all\` of nothing |
| 1 | anything else; the last line on standard error says what |
| 130 | interrupted |

`

/** The page: a line per command. */
export async function referencePage(root: Group): Promise<string> {
  const lines = await linesOf(root, root.name)
  return `${introduction}| command | |\n|---|---|\n${lines.join('')}`
}

async function linesOf(node: TreeNode, path: string): Promise<readonly string[]> {
  if (node.hidden) return []
  if (node.type === 'leaf') {
    const { summary, usage } = await node.load()
    const other = node.aliases?.length ? ` (${node.aliases.join(', ')})` : ''
    return [`| \`${[path, usage].filter(Boolean).join(' ')}\`${other} | ${summary} |\n`]
  }
  const children = node.children.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return (await Promise.all(children.map(child => linesOf(child, `${path} ${child.name}`)))).flat()
}
