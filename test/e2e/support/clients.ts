import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type ApiServer, startApiServer } from '@sluice/apiserver'
import { clientTools } from '@sluice/testing'

const tools = clientTools()

/** Why tests with the real clients can't run here; false where they can. */
export const skipClients: string | false = tools.type === 'missing' ? tools.reason : false

/** What a command line printed, and its exit code. */
export interface Output {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A server of its own, a folder, and the real kubectl and helm pointed at them. */
export class Clients {
  readonly server: ApiServer
  readonly folder: string

  private constructor(server: ApiServer, folder: string) {
    this.server = server
    this.folder = folder
  }

  static async start(): Promise<Clients> {
    const server = await startApiServer({ workloads: true })
    const clients = new Clients(server, mkdtempSync(join(tmpdir(), 'sluice-clients-')))
    clients.write({ kubeconfig: server.kubeconfig() })
    return clients
  }

  async stop(): Promise<void> {
    await this.server.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Writes files that the next commands find in their working folder. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }

  kubectl(args: readonly string[], stdin = ''): Promise<Output> {
    return this.#run('kubectl', args, stdin)
  }

  helm(args: readonly string[], stdin = ''): Promise<Output> {
    return this.#run('helm', args, stdin)
  }

  #run(tool: 'kubectl' | 'helm', args: readonly string[], stdin: string): Promise<Output> {
    if (tools.type === 'missing') throw new Error(tools.reason)
    const path = `${dirname(tools.kubectl)}:/usr/bin:/bin`
    const child = spawn(tools[tool], args, {
      cwd: this.folder,
      env: { HOME: this.folder, KUBECONFIG: join(this.folder, 'kubeconfig'), PATH: path },
    })
    child.stdin.end(stdin)
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', chunk => (stdout += chunk))
    child.stderr.on('data', chunk => (stderr += chunk))
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', code => resolve({ code: code ?? -1, stdout, stderr }))
    })
  }
}

/** What a command printed. @throws AssertionError with all of its output, if it failed */
export function succeeded(what: string, { code, stdout, stderr }: Output): string {
  assert.equal(code, 0, `${what}\n${stdout}${stderr}`)
  return stdout
}
