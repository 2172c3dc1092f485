/** A server that is measured. @module */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type KubeClient, parseKubeconfig } from '@sluice/kube/client'
import { kubeconfigFor } from '../kubeconfig.ts'

/** How a server is started, and how often it is wanted. */
export interface Subject {
  readonly name: string
  /** Starts it where nothing is stored yet, or once more on what it stored before. */
  start(fresh: boolean): Promise<Running>
  /** MiB of memory that a storage of its own takes besides. */
  storage(): Promise<number>
  /** Removes what it stored. */
  clear(): Promise<void>
}

/** A server that runs. */
export interface Running {
  readonly pid: number
  readonly url: string
  readonly token: string
  readonly client: KubeClient
  /** Milliseconds from the start of the process to `/readyz`. */
  readonly startup: number
  stop(): Promise<void>
}

/** Where a server is to be, and who may do anything there. */
export interface Address {
  readonly port: number
  readonly token: string
}

const agent = new Agent({ keepAlive: false, rejectUnauthorized: false })

/** Starts a program and waits until its server is ready. @throws Error with the end of its output if it ends before */
export async function run(
  command: string,
  args: readonly string[],
  { port, token }: Address,
): Promise<Running> {
  const began = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const url = `https://127.0.0.1:${port}`
  await untilReady(child, url, token)
  const startup = performance.now() - began
  const client = createClient(parseKubeconfig(kubeconfigFor(url, token)))
  return {
    pid: child.pid ?? 0,
    url,
    token,
    client,
    startup,
    stop: async () => {
      await client.close()
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

async function untilReady(child: ChildProcess, url: string, token: string): Promise<void> {
  let output = ''
  const keep = (chunk: Buffer): void => {
    output = `${output}${chunk}`.slice(-4000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  while (!(await isReady(url, token))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${output}`)
    await sleep(5)
  }
}

function isReady(url: string, token: string): Promise<boolean> {
  return new Promise(resolve => {
    const asked = request(`${url}/readyz`, { agent, headers: { authorization: `Bearer ${token}` } })
    asked.on('response', answer => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode === 200))
    })
    asked.on('error', () => resolve(false))
    asked.end()
  })
}
