/** A repository of two applications: each becomes an artifact, which changes only as its own files do. @module */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { crds } from '@sluice/api/crds'
import { ArtifactGenerator } from '@sluice/api/extensions'
import { ExternalArtifact } from '@sluice/api/source'
import { startApiServer } from '@sluice/apiserver'
import { treeOfTarGz } from '@sluice/base/tar'
import { startGitServer } from '@sluice/io/git-server'
import { createClient, parseKubeconfig } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { runOperator } from '../src/index.ts'

test('parts of a repository become artifacts of their own', { timeout: 60_000 }, async t => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-watcher-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const git = await startGitServer({ dir: join(folder, 'repositories') })
  t.after(() => git.stop())
  const server = await startApiServer()
  t.after(() => server.stop())
  const connection = parseKubeconfig(server.kubeconfig())
  const client = createClient(connection)
  t.after(() => client.close())
  for (const crd of crds() as readonly unknown[] as readonly KubeObject[])
    await client.apply(crd, { fieldManager: 'test', force: true })

  const url = await git.createRepository('mono')
  const push = await pusherTo(url, join(folder, 'tree'))
  await push({ 'web/a.yaml': 'a: 1\n', 'api/b.yaml': 'b: 1\n' })
  const only = ['source', 'source-watcher'] as const
  const operator = await runOperator({ connection, only, storagePath: join(folder, 'store'), log: () => {} })
  t.after(() => operator.stop())

  const apply = (object: object) => client.apply(object as KubeObject, { fieldManager: 'test' })
  const metadata = { name: 'mono', namespace: 'default' }
  await apply({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata,
    spec: { url, interval: '200ms', ref: { branch: 'main' } },
  })
  await apply({
    apiVersion: 'source.extensions.fluxcd.io/v1beta1',
    kind: 'ArtifactGenerator',
    metadata,
    spec: {
      sources: [{ alias: 'mono', kind: 'GitRepository', name: 'mono' }],
      artifacts: ['web', 'api'].map(name => ({
        name,
        copy: [{ from: `@mono/${name}/**`, to: '@artifact/' }],
      })),
    },
  })

  const find = async (name: string) =>
    (await client.find(ExternalArtifact, 'default', name)) as unknown as ExternalArtifact | undefined
  const until = async <T>(look: () => Promise<T | undefined | false>): Promise<T> => {
    for (;;) {
      const found = await look()
      if (found) return found
      await sleep(20, undefined, { signal: t.signal })
    }
  }
  const artifactOf = async (name: string) => (await find(name))?.status?.artifact
  const web = await until(() => artifactOf('web'))
  const api = await until(() => artifactOf('api'))
  const bytes = Buffer.from(await (await fetch(web.url)).arrayBuffer())
  assert.deepEqual(treeOfTarGz(bytes).paths(), ['a.yaml'])

  await push({ 'web/a.yaml': 'a: 2\n' })
  await until(async () => (await artifactOf('web'))?.digest !== web.digest)
  const isReady = async () => {
    const object = await client.get(ArtifactGenerator, 'default', 'mono')
    const { conditions } = (object as unknown as ArtifactGenerator).status ?? {}
    return conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  }
  await until(isReady)
  assert.equal((await artifactOf('api'))?.revision, api.revision)

  await client.delete(ArtifactGenerator, 'default', 'mono')
  await until(async () => (await find('web')) === undefined && (await find('api')) === undefined)
})

const run = promisify(execFile)

/** Commits files to `main` of a repository. */
async function pusherTo(url: string, tree: string) {
  mkdirSync(tree)
  const git = (...args: readonly string[]) =>
    run('git', ['-c', 'user.name=me', '-c', 'user.email=me@example.com', ...args], {
      cwd: tree,
      env: { PATH: process.env['PATH'], HOME: tree, GIT_CONFIG_GLOBAL: '/dev/null' },
    })
  await git('init', '-q', '-b', 'main')
  return async (files: Readonly<Record<string, string>>) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(tree, path, '..'), { recursive: true })
      writeFileSync(join(tree, path), content)
    }
    await git('add', '-A')
    await git('commit', '-q', '-m', 'change')
    await git('push', '-q', url, 'main')
  }
}
