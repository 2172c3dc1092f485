import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RemoteTree, RepositoryUrl } from '@sluice/kustomize'
import { diskTree } from '../../disk-tree.ts'

/** Shallow clones of repositories in temporary folders, which go with it. */
export class Clones implements Disposable {
  readonly #folders: string[] = []

  /** The files of a repository at a reference. */
  async get(url: RepositoryUrl, signal: AbortSignal): Promise<RemoteTree> {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-kustomize-'))
    this.#folders.push(folder)
    const steps = [
      ['init', '--quiet'],
      ['remote', 'add', '--', 'origin', url.repository],
      ['fetch', '--depth=1', '--', url.repository, url.ref || 'HEAD'],
      ['checkout', '--quiet', 'FETCH_HEAD'],
      ...(url.submodules ? [['submodule', 'update', '--init', '--recursive']] : []),
    ]
    for (const step of steps) {
      const reason = await git(step, folder, { seconds: url.timeout, signal })
      if (reason !== undefined) return { type: 'failed', reason }
    }
    return { type: 'found', tree: diskTree(folder) }
  }

  [Symbol.dispose](): void {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }
}

interface Limits {
  readonly seconds: number
  readonly signal: AbortSignal
}

/** Runs git; undefined if that went well, else why not. */
function git(args: readonly string[], cwd: string, { seconds, signal }: Limits): Promise<string | undefined> {
  const shown = `git ${args.filter(arg => arg !== '--' && arg !== '--quiet').join(' ')}`
  return new Promise(done => {
    execFile('git', [...args], { cwd, timeout: seconds * 1000, signal }, (error, stdout, stderr) => {
      if (!error) return done(undefined)
      if (error.killed) return done(`hit ${seconds}s timeout running '${shown}'`)
      if (error.code === 'ENOENT') return done("no 'git' program on path")
      done(`failed to run '${shown}': ${stdout}${stderr}: exit status ${error.code}`)
    })
  })
}
