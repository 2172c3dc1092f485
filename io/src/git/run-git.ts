import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { GitError } from './errors.ts'

/** Nothing of the machine's or the user's configuration, no prompts, no replacement objects, English messages. */
export function cleanEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOW_PROTOCOL: '',
  }
}

/** Starts `git` on a repository without a working tree. Arguments are never read by a shell. */
export function spawnGit(gitDir: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn('git', ['--git-dir', gitDir, '-c', 'core.hooksPath=/dev/null', ...args], {
    env: cleanEnvironment(gitDir),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // A program that ends early breaks its pipe; its exit says why.
  child.stdin.on('error', () => {})
  return child
}

const maxOutput = 64 * 1024

/** Waits for the end of a program and gives its output. @throws GitError with its last words if it fails */
export async function finished(child: ChildProcessWithoutNullStreams, what: string): Promise<string> {
  const output = keep(child.stdout)
  const complaint = keep(child.stderr)
  const code = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit, signal) => resolve(exit ?? signal))
  })
  if (code !== 0)
    throw new GitError(`${what}: ${complaint().trim().split('\n').at(-1) || `ended with ${code}`}`)
  return output()
}

function keep(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (part: string) => {
    if (text.length < maxOutput) text += part
  })
  return () => text
}

/** Lets this process end although the program still waits, or (`true`) not. */
export function keepAlive(child: ChildProcessWithoutNullStreams, isNeeded: boolean): void {
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) {
    if (isNeeded) call(handle, 'ref')
    else call(handle, 'unref')
  }
}

/** Pipes can be let go of as sockets can, though their type does not say so. */
function call(handle: object, method: 'ref' | 'unref'): void {
  const found: unknown = Reflect.get(handle, method)
  if (typeof found === 'function') found.call(handle)
}
