import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stateDirectory } from './state.ts'
import { type SandboxStatus, sandboxStatus } from './status.ts'

/** How to start the sandbox in a process of its own. */
export interface DetachOptions {
  readonly dataDir?: string | undefined
  /** The program and arguments that run `sandbox up` in the foreground. */
  readonly command: readonly [string, ...string[]]
  /** How long to wait until everything is Ready, in milliseconds. */
  readonly timeoutMs: number
}

/**
 * Starts the sandbox in the background and waits until everything is Ready. Its output goes to `sandbox.log` in
 * its state folder.
 * @throws Error with the log's last lines if it ends or does not get ready in time
 */
export async function detachSandbox(options: DetachOptions): Promise<SandboxStatus> {
  const dir = stateDirectory(options.dataDir)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const log = join(dir, 'sandbox.log')
  const output = openSync(log, 'w', 0o600)
  const [program, ...args] = options.command
  const child = spawn(program, args, { detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  child.unref()
  return await untilReady(child, { ...options, log })
}

async function untilReady(
  child: { readonly pid?: number | undefined; readonly exitCode: number | null },
  options: DetachOptions & { readonly log: string },
): Promise<SandboxStatus> {
  const deadline = Date.now() + options.timeoutMs
  let waitingFor: readonly string[] = []
  while (Date.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`cannot start the sandbox: it ended with ${child.exitCode}\n${tail(options.log)}`)
    const status = await sandboxStatus(options)
    if (status.running && status.pid === child.pid && status.ready) return status
    waitingFor = status.waitingFor
    await sleep(100)
  }
  throw new Error(`the sandbox is up but not ready: ${waitingFor.join('; ')}\nits log is ${options.log}`)
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-20).join('\n')
}
