import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where a running sandbox is to be found. Stored as `sandbox.json` in its state folder. */
export interface SandboxState {
  readonly pid: number
  readonly apiServer: string
  /** Path of the kubeconfig file. */
  readonly kubeconfig: string
  /** Clone URL of the sample repository. */
  readonly gitUrl: string
  readonly ports: SandboxPorts
  /** RFC 3339. */
  readonly startedAt: string
  /** Whether the API server and the Git server answer already. */
  readonly isListening: boolean
}

/** A persistent sandbox keeps its ports, since URLs in its objects name them. */
export interface SandboxPorts {
  readonly api: number
  readonly git: number
  readonly artifacts: number
  readonly receiver: number
}

/** The folder of a sandbox: `dataDir`, or the one of the sandbox that keeps nothing. */
export function stateDirectory(dataDir?: string): string {
  if (dataDir !== undefined) return dataDir
  const state = process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state')
  return join(state, 'sluice', 'sandbox')
}

/** What was last written of the sandbox in `dir`, or undefined. It may have ended since: see `isRunning`. */
export function readState(dir: string): SandboxState | undefined {
  try {
    return JSON.parse(readFileSync(join(dir, 'sandbox.json'), 'utf8'))
  } catch (error) {
    if (
      error instanceof SyntaxError ||
      (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    )
      return undefined
    throw error
  }
}

/** Writes whole or not at all. */
export function writeState(dir: string, state: SandboxState): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const temporary = join(dir, `sandbox.json.${process.pid}`)
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(temporary, join(dir, 'sandbox.json'))
}

/** Marks the sandbox as ended, keeping its ports. */
export function clearState(dir: string): void {
  const state = readState(dir)
  if (state) writeState(dir, { ...state, pid: 0, isListening: false })
}

/** What a sandbox stores in its folder. Nothing else in that folder is ever touched. */
const stored = [
  'apiserver',
  'artifacts',
  'git',
  'git-cache',
  'kubeconfig',
  'sandbox.json',
  'sandbox.log',
  'controllers.log',
]

/** Removes everything a sandbox has stored in `dir`. */
export function removeState(dir: string): void {
  for (const entry of stored) rmSync(join(dir, entry), { recursive: true, force: true })
}

/** Whether the process that wrote the state is still there. */
export function isRunning(state: SandboxState | undefined): boolean {
  if (!state || state.pid <= 0) return false
  try {
    process.kill(state.pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
