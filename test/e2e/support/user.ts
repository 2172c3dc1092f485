/**
 * What a user has at hand in an end-to-end test: a clone of the sample repository, `kubectl`, and `sluice`.
 * @module
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** The command line's entry point. */
export const mainFile = fileURLToPath(new URL('../../../apps/cli/bin/sluice.js', import.meta.url))

/** A folder that is removed at the end. */
export function scratchFolder(): string & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'sluice-e2e-'))
  return Object.assign(path, { [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) })
}

/** Runs `sluice` and gives what it prints. */
export async function sluice(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [mainFile, ...args], {
    maxBuffer: 16 << 20,
    timeout: 120_000,
  })
  return stdout
}

/** Runs a program and gives what it prints, trimmed. */
export async function capture(program: string, args: readonly string[], cwd?: string): Promise<string> {
  const { stdout } = await run(program, args, {
    maxBuffer: 16 << 20,
    timeout: 60_000,
    ...(cwd === undefined ? {} : { cwd }),
  })
  return stdout.trim()
}

/** A clone of a repository. */
export interface Clone {
  /** A file as it is in the clone. */
  read(path: string): string
  /** Writes (or, for null, removes) files, commits and pushes. Gives the commit's hash. */
  push(files: Readonly<Record<string, string | null>>, message: string): Promise<string>
}

/** Clones `url` into `dir`. */
export async function clone(url: string, dir: string): Promise<Clone> {
  await capture('git', ['clone', '--quiet', url, dir])
  const git = (...args: readonly string[]) =>
    capture('git', ['-c', 'user.name=user', '-c', 'user.email=user@example.com', ...args], dir)
  return {
    read: path => readText(join(dir, path)),
    push: async (files, message) => {
      for (const [path, text] of Object.entries(files)) {
        const file = join(dir, path)
        if (text === null) rmSync(file)
        else {
          mkdirSync(dirname(file), { recursive: true })
          writeFileSync(file, text)
        }
      }
      await git('add', '--all')
      await git('commit', '--quiet', '--allow-empty', '--message', message)
      await git('push', '--quiet', 'origin', 'HEAD')
      return await git('rev-parse', 'HEAD')
    },
  }
}

/**
 * Looks until `look` gives something other than undefined; a thrown error counts as not yet.
 * @throws the last error, or one that names `what`, after `timeoutMs`
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  let problem: unknown
  while (Date.now() < deadline) {
    try {
      const found = await look()
      if (found !== undefined) return found
      problem = undefined
    } catch (error) {
      problem = error
    }
    await sleep(50)
  }
  throw new Error(`waited ${timeoutMs} ms in vain: ${what}`, { cause: problem })
}

/** A file's text. */
export function readText(path: string): string {
  return readFileSync(path, 'utf8')
}

/** The first of four ports for a sandbox of a test's own: tests run side by side, and the usual ports are a user's. */
export function sandboxPort(): string {
  return String(20_000 + 4 * Math.floor(Math.random() * 3000))
}
