/** `logs`: what the controllers wrote, filtered by object; of a sandbox, what its process wrote. @module */
import type { Context } from '../../context.ts'
import { command } from '../../parser/command.ts'
import { choice, duration, integer, text, toggle } from '../../parser/flags.ts'
import { formatEntry, isWanted, parseEntry } from './log-entry.ts'
import { type LogSource, podLogs } from './pod-logs.ts'
import { sandboxLogs } from './sandbox-logs.ts'

/** Flags of `logs`. */
export const logsFlags = {
  'all-namespaces': toggle('show lines about objects of all namespaces', { short: 'A' }),
  'flux-namespace': text('namespace the controllers run in', 'flux-system'),
  follow: toggle('go on and print each line', { short: 'f' }),
  kind: text('show lines about objects of this kind'),
  name: text('show lines about objects of this name'),
  level: choice('show lines of this level', ['debug', 'info', 'error'], {
    initial: '',
    refusal: value => `unsupported log level '${value}'`,
  }),
  since: duration('show lines newer than this'),
  'since-time': text('show lines after this moment (RFC 3339)'),
  tail: integer('show this many of the last lines of each controller', -1),
} as const

/** A context with the flags of `logs`. */
export type LogsContext = Context<typeof logsFlags>

/** Shows controllers' logs. */
export const logs = command({
  summary: 'Show logs of the controllers',
  examples: [
    'sluice logs --kind=Kustomization --name=apps -n apps',
    'sluice logs -A --level=error --since=5m',
  ],
  flags: logsFlags,
  run: async context => {
    if (context.args.length > 0) throw new Error('no argument required')
    const source = (await sandboxLogs(context)) ?? (await podLogs(context))
    checkSince(context)
    await print(source, context)
  },
})

async function print(source: LogSource, context: LogsContext): Promise<void> {
  const { namespace, flags } = context
  const filter = { ...flags, namespace: flags['all-namespaces'] ? undefined : namespace }
  for await (const line of source) {
    const entry = parseEntry(line)
    if (entry && isWanted(entry, filter)) context.out(`${formatEntry(entry)}\n`)
  }
}

function checkSince({ flags }: LogsContext): void {
  const moment = flags['since-time']
  if (moment && flags.since) throw new Error('at most one of `sinceTime` or `sinceDuration` may be specified')
  if (moment && Number.isNaN(Date.parse(moment))) throw new Error(`${moment} is not a valid (RFC3339) time`)
}
