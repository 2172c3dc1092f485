import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sandboxOf } from '../../sandbox-of.ts'
import type { LogsContext } from './logs.ts'
import type { LogSource } from './pod-logs.ts'

/** Name of the file, beside the sandbox's kubeconfig, that its controllers log to. */
export const controllersLog = 'controllers.log'

/** The log of the sandbox this context talks to; undefined where it talks to another cluster. */
export async function sandboxLogs(context: LogsContext): Promise<LogSource | undefined> {
  const sandbox = await sandboxOf(context)
  if (!sandbox?.kubeconfig) return undefined
  return tailOf(join(dirname(sandbox.kubeconfig), controllersLog), context)
}

/** The file's lines: the last ones, and with `--follow` those to come. */
async function* tailOf(path: string, context: LogsContext): AsyncGenerator<string> {
  const { flags } = context
  const after = flags['since-time']
    ? Date.parse(flags['since-time'])
    : flags.since
      ? context.now() - flags.since
      : 0
  const isNew = (line: string) => after === 0 || timeOf(line) > after
  await using file = await open(path, 'r')
  let rest = await file.readFile('utf8')
  const lines = rest.split('\n')
  rest = lines.pop() ?? ''
  const fresh = lines.filter(isNew)
  yield* flags.tail > -1 ? fresh.slice(Math.max(0, fresh.length - flags.tail)) : fresh
  while (flags.follow && !context.signal.aborted) {
    const more = await file.readFile('utf8')
    if (more === '') await context.sleep(200, context.signal)
    const next = (rest + more).split('\n')
    rest = next.pop() ?? ''
    yield* next
  }
}

function timeOf(line: string): number {
  const match = /"ts":"([^"]+)"/.exec(line)
  return Date.parse(match?.[1] ?? '') || 0
}
