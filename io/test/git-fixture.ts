/** A folder with a working tree, and the `git` program in it, for tests. @module */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What to change and commit. */
export interface Change {
  /** Content by path; null deletes. */
  readonly files?: Readonly<Record<string, string | null>>
  readonly message?: string
  readonly tag?: string
  readonly branch?: string
}

export class GitFixture {
  readonly dir = mkdtempSync(join(tmpdir(), 'git-test-'))
  readonly tree = join(this.dir, 'tree')
  #clock = 1_767_225_600

  constructor() {
    mkdirSync(this.tree)
  }

  /** A folder of its own below the fixture. */
  folder(name: string): string {
    const path = join(this.dir, name)
    mkdirSync(path, { recursive: true })
    return path
  }

  async git(...args: readonly string[]): Promise<string> {
    const date = `${this.#clock} +0000`
    const { stdout } = await run('git', [...args], {
      cwd: this.tree,
      maxBuffer: 64 * 1024 ** 2,
      env: {
        PATH: process.env['PATH'],
        HOME: this.dir,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Test',
        GIT_AUTHOR_EMAIL: 'test@example.com',
        GIT_COMMITTER_NAME: 'Test',
        GIT_COMMITTER_EMAIL: 'test@example.com',
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
        GIT_TERMINAL_PROMPT: '0',
      },
    })
    return stdout.trim()
  }

  /** Commits a change; gives the commit's hash. */
  async commit({ files = {}, message = 'change', tag, branch }: Change): Promise<string> {
    this.#clock++
    await this.git('init', '-q', '-b', 'main')
    if (branch) await this.git('checkout', '-q', '-B', branch)
    for (const [path, content] of Object.entries(files)) {
      const at = join(this.tree, path)
      if (content === null) rmSync(at, { recursive: true })
      else {
        mkdirSync(dirname(at), { recursive: true })
        writeFileSync(at, content, { mode: content.startsWith('#!') ? 0o755 : 0o644 })
      }
    }
    await this.git('add', '-A')
    await this.git('commit', '-q', '--allow-empty', '-m', message)
    if (tag) await this.git('tag', '-f', tag)
    return this.git('rev-parse', 'HEAD')
  }

  async push(url: string): Promise<void> {
    await this.git('push', '-q', '-f', '--all', url)
    await this.git('push', '-q', '-f', '--tags', url)
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true })
  }
}
