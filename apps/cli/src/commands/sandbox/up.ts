/** `sandbox up`: API server, Git server, controllers and a sample repository, all in this process. @module */
import { appendFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { detachSandbox, narratorTo, sandboxUp } from '@sluice/sandbox'
import type { Context } from '../../context.ts'
import { command } from '../../parser/command.ts'
import { integer, text, toggle } from '../../parser/flags.ts'
import { stayUntil } from '../../stay-until.ts'
import { controllersLog } from '../logs/sandbox-logs.ts'
import { printStatus } from './status.ts'

const flags = {
  detach: toggle('return when everything is ready, and leave the sandbox running'),
  port: integer('port of the API server; the three behind it are used too', 0),
  data: text('directory to keep everything in; without it nothing outlives the sandbox'),
  output: text('with --detach: how to print the status, json or text', 'text', { short: 'o' }),
} as const

type UpContext = Context<typeof flags>

/** Starts a sandbox. */
export const up = command({
  summary: 'Start a sandbox',
  examples: ['sluice sandbox up', 'sluice sandbox up --detach --data ./my-sandbox'],
  flags,
  arity: { type: 'none' },
  skipsNamespaceCheck: true,
  run: async context => (context.flags.detach ? detach(context) : runHere(context)),
})

async function detach(context: UpContext): Promise<void> {
  const { port, data, output } = context.flags
  const main = fileURLToPath(new URL('../../../bin/sluice.js', import.meta.url))
  const options = [...(port ? ['--port', String(port)] : []), ...(data ? ['--data', data] : [])]
  const status = await detachSandbox({
    command: [process.execPath, main, 'sandbox', 'up', ...options],
    timeoutMs: context.global.timeout,
    ...(data ? { dataDir: data } : {}),
  })
  printStatus(status, output, context)
}

async function runHere(context: UpContext): Promise<void> {
  const { port, data } = context.flags
  const log = bufferedLog()
  const sandbox = await sandboxUp({
    narrator: narratorTo(line => context.out(`${line}\n`), process.stdout.isTTY === true),
    log: log.write,
    ...(port ? { port } : {}),
    ...(data ? { dataDir: data } : {}),
  })
  log.openAt(join(dirname(sandbox.kubeconfig), controllersLog))
  await stayUntil(context.interrupted)
  await sandbox.stop()
}

/** Keeps lines until it is known where to write them. */
function bufferedLog(): { readonly write: (line: string) => void; openAt(path: string): void } {
  let path: string | undefined
  const early: string[] = []
  return {
    write: line => {
      if (path === undefined) early.push(`${line}\n`)
      else appendFileSync(path, `${line}\n`)
    },
    openAt: file => {
      writeFileSync(file, early.splice(0).join(''), { mode: 0o600 })
      path = file
    },
  }
}
