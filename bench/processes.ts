/** The programs that a benchmark drives, each a process of its own, and what they use. @module */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../apps/cli/bin/sluice.js', import.meta.url))

/** A `sluice` process that serves. */
export interface Served {
  readonly name: string
  readonly pid: number
  stop(): Promise<void>
}

/** Starts `sluice …` and waits for its first line. */
export async function serve(name: string, args: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  await firstLine(child, name)
  return {
    name,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

async function firstLine(child: ChildProcess, name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let errors = ''
    child.stdout?.once('data', () => resolve())
    child.stderr?.on('data', chunk => {
      errors = (errors + chunk).slice(-4000)
      if (/ready|started/i.test(errors)) resolve()
    })
    child.once('exit', code => reject(new Error(`${name} ended with ${code}: ${errors}`)))
  })
}

/** CPU seconds and memory (MiB, now and at most) of a process; `own` is without pages of files, as programs are. */
export interface Usage {
  readonly cpu: number
  readonly rss: number
  readonly own: number
  readonly peak: number
}

/** What a process has used. Linux only. */
export function usageOf(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (name: string) =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024)
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return {
    cpu: (Number(fields[11]) + Number(fields[12])) / 100,
    rss: field('VmRSS'),
    own: field('RssAnon'),
    peak: field('VmHWM'),
  }
}
