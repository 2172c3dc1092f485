/** `sandbox status`: is it running, where, and what is it waiting for? @module */
import { type SandboxStatus, sandboxStatus } from '@sluice/sandbox/status'
import { type Context, Exit } from '../../context.ts'
import { command } from '../../parser/command.ts'
import { text } from '../../parser/flags.ts'

const flags = {
  data: text('directory the sandbox keeps everything in'),
  output: text('how to print: json or text', 'text', { short: 'o' }),
} as const

/** Shows the state of a sandbox; exit code 1 where none is running. */
export const status = command({
  summary: 'Show the state of the sandbox',
  examples: ['sluice sandbox status -o json'],
  flags,
  arity: { type: 'none' },
  skipsNamespaceCheck: true,
  run: async context => {
    const { data, output } = context.flags
    const found = await sandboxStatus(data ? { dataDir: data } : {})
    printStatus(found, output, context)
    if (!found.running) throw new Exit(1)
  },
})

/** Prints a status as JSON or as lines. */
export function printStatus(found: SandboxStatus, output: string, { out }: Pick<Context, 'out'>): void {
  if (output === 'json') {
    out(`${JSON.stringify(found, undefined, 2)}\n`)
    return
  }
  if (output !== 'text') throw new Error(`--output must be json or text, not ${output}`)
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['State', found.ready ? 'ready' : found.running ? 'running, not ready' : 'not running'],
    ['API server', found.apiServer],
    ['Kubeconfig', found.kubeconfig],
    ['Git', found.gitUrl],
    ['Webhooks', found.receiver],
    ...found.waitingFor.map(reason => ['Waiting for', reason] as const),
  ]
  const known = lines.filter(([, value]) => value !== undefined)
  out(known.map(([label, value]) => `${`${label}:`.padEnd(13)}${value}\n`).join(''))
}
