import { setTimeout as sleep } from 'node:timers/promises'
import { clearState, isRunning, readState, removeState, stateDirectory } from './state.ts'

const graceMs = 15_000

/** Ends a running sandbox and waits until it is gone. False if none was running. */
export async function sandboxDown(options: { readonly dataDir?: string | undefined } = {}): Promise<boolean> {
  const dir = stateDirectory(options.dataDir)
  const state = readState(dir)
  if (!state || !isRunning(state)) return false
  process.kill(state.pid, 'SIGTERM')
  const deadline = Date.now() + graceMs
  while (isRunning(state) && Date.now() < deadline) await sleep(50)
  if (isRunning(state)) process.kill(state.pid, 'SIGKILL')
  clearState(dir)
  return true
}

/** Ends a running sandbox and removes everything it has stored: the next start begins anew. */
export async function sandboxReset(options: { readonly dataDir?: string | undefined } = {}): Promise<void> {
  await sandboxDown(options)
  removeState(stateDirectory(options.dataDir))
}
