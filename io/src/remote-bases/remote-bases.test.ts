import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { memoryTree } from '@sluice/base/flow'
import { buildWithRemotes, KustomizeError } from '@sluice/kustomize'
import { type GitServer, startGitServer } from '../git-server/index.ts'
import { remoteBases } from './index.ts'

const root = mkdtempSync(join(tmpdir(), 'remote-bases-'))
const files = createServer(({ url }, response) => {
  if (url === '/cm.yaml') response.end('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: served\n')
  else response.writeHead(404).end()
})
let server: GitServer
let filesUrl = ''

before(async () => {
  server = await startGitServer({ dir: join(root, 'repositories') })
  await new Promise<void>(resolve => files.listen(0, '127.0.0.1', resolve))
  filesUrl = `http://127.0.0.1:${(files.address() as AddressInfo).port}`
  const tree = join(root, 'tree')
  const git = (...args: readonly string[]) =>
    promisify(execFile)('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: tree,
    })
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    writeFileSync(join(tree, path), text)
  }
  write('base/kustomization.yaml', 'resources: [cm.yaml]\n')
  write('base/cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: first\n')
  await git('init', '-q', '-b', 'main')
  await git('add', '-A')
  await git('commit', '-q', '-m', 'one')
  await git('tag', 'v1')
  write('base/cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: second\n')
  await git('commit', '-q', '-a', '-m', 'two')
  const url = await server.createRepository('bases')
  await git('push', '-q', url, 'main', 'v1')
})
after(async () => {
  await server.stop()
  files.close()
  rmSync(root, { recursive: true, force: true })
})

async function build(resource: string): Promise<readonly string[]> {
  const workDir = mkdtempSync(join(root, 'work-'))
  const source = remoteBases({
    workDir,
    limits: { entries: 1000, bytes: 1024 ** 2 },
    signal: AbortSignal.timeout(30_000),
  })
  const tree = memoryTree({ 'kustomization.yaml': `resources:\n- ${resource}\n` })
  try {
    const built = await buildWithRemotes({ tree, dir: '' }, source)
    return built.map(({ metadata }) => metadata.name)
  } finally {
    assert.deepEqual(readdirSync(workDir), [])
  }
}

test('a base in a repository is built at its branch, tag or default', async () => {
  const base = `${server.url}/bases.git//base`
  assert.deepEqual(await build(`${base}?ref=v1`), ['first'])
  assert.deepEqual(await build(`${base}?ref=main`), ['second'])
  assert.deepEqual(await build(base), ['second'])
})

test('a resource of a URL is built', async () => {
  assert.deepEqual(await build(`${filesUrl}/cm.yaml`), ['served'])
})

for (const [what, resource] of [
  ['a file that is not there', () => `${filesUrl}/none.yaml`],
  ['a reference that is not there', () => `${server.url}/bases.git//base?ref=none`],
  ['a repository over SSH', () => 'git@127.0.0.1:org/repo.git/base'],
  ['a server that is not there', () => 'http://127.0.0.1:9/x.yaml'],
] as const) {
  test(`${what} is an error of the build`, async () => {
    await assert.rejects(build(resource()), KustomizeError)
  })
}
