import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Clients } from './clients.ts'
import { mainFile } from './user.ts'

/** helm-controller in a process of its own, which may be killed at any moment. */
export class HelmProcess {
  readonly #clients: Clients
  #child: ChildProcess | undefined

  constructor(clients: Clients) {
    this.#clients = clients
  }

  /** Starts it; resolves once it works. */
  async start(): Promise<void> {
    const { folder } = this.#clients
    const kubeconfig = join(folder, 'kubeconfig')
    const storage = ['--storage-path', join(folder, 'storage')]
    const args = [mainFile, 'controllers', '--only', 'helm', '--kubeconfig', kubeconfig, ...storage]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    let output = ''
    await new Promise<void>((resolve, reject) => {
      const add = (chunk: Buffer) => {
        output = `${output}${chunk}`.slice(-10_000)
        if (output.includes('controllers ready')) resolve()
      }
      child.stdout.on('data', add)
      child.stderr.on('data', add)
      child.once('error', reject)
      child.once('exit', code => reject(new Error(`helm-controller ended with ${code}: ${output}`)))
    })
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}
