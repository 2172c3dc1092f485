/** A cluster with its controllers, and a repository of its own that is applied to it. @module */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { startGitServer } from '@sluice/io/git-server'
import { startFleetCluster } from '../support/fleet-cluster.ts'
import { capture, scratchFolder } from '../support/user.ts'
import type { Files } from './files.ts'
import { type Snapshot, takeSnapshot } from './snapshot.ts'

/** What is running. */
export interface World {
  /** The clone, whose `HEAD` is what was pushed last. */
  readonly root: string
  /** Replaces all files and pushes; the state of the cluster once it has settled. Owners that cannot be Ready are named. */
  push(files: Files, unready?: readonly string[]): Promise<Snapshot>
  stop(): Promise<void>
}

/** Starts everything. */
export async function startWorld(): Promise<World> {
  const folder = scratchFolder()
  const git = await startGitServer({ dir: join(`${folder}`, 'git') })
  const url = await git.createRepository('fleet')
  const root = join(`${folder}`, 'fleet')
  await capture('git', ['clone', '--quiet', url, root])
  const cluster = await startFleetCluster({ url, path: 'clusters/prod', folder: `${folder}` })
  return {
    root,
    async push(files, unready) {
      await cluster.settle(await commitAndPush(root, files), unready)
      return takeSnapshot(cluster.client)
    },
    async stop() {
      await cluster.stop()
      await git.stop()
      folder[Symbol.dispose]()
    },
  }
}

async function commitAndPush(root: string, files: Files): Promise<string> {
  const git = (...args: readonly string[]) =>
    capture('git', ['-c', 'user.name=user', '-c', 'user.email=user@example.com', ...args], root)
  await git('rm', '-r', '--quiet', '--ignore-unmatch', '.')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    rmSync(join(root, path), { force: true })
    writeFileSync(join(root, path), text)
  }
  await git('add', '--all')
  await git('commit', '--quiet', '--allow-empty', '--message', 'Change')
  await git('push', '--quiet', 'origin', 'HEAD:main')
  return git('rev-parse', 'HEAD')
}
