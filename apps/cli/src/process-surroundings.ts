import { writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Surroundings } from './context.ts'

/** The surroundings that this process has. */
export function processSurroundings(program: string): Surroundings {
  const interrupt = new AbortController()
  let isInputRead = false
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort())
  return {
    program,
    env: process.env,
    cwd: process.cwd(),
    out: text => write(1, text),
    err: text => write(2, text),
    readInput: () => {
      isInputRead = true
      return readInput()
    },
    readLine: () => {
      isInputRead = true
      return readLine()
    },
    restartWithMoreStack: async () =>
      isInputRead ? undefined : (await import('./restart-with-more-stack.ts')).restartWithMoreStack(),
    now: Date.now,
    sleep: (ms, signal) => delay(ms, undefined, { signal }),
    connect: async (flags, env) => (await import('./connect.ts')).connect(flags, env),
    interrupted: interrupt.signal,
  }
}

/** Everything is written before the process may end, also into a pipe that is full for a moment. */
function write(fd: number, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

async function readLine(): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
  }
}
