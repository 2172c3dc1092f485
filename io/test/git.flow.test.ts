import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  type Fetched,
  type FetchOptions,
  type GitRef,
  openRepository,
  type Remote,
} from '../src/git/index.ts'
import { type GitServer, startGitServer } from '../src/git-server/index.ts'
import { GitFixture } from './git-fixture.ts'

const fixture = new GitFixture()
let server: GitServer
let url: string
const commits: string[] = []
const limits = { entries: 1000, bytes: 10 * 1024 ** 2 }

before(async () => {
  server = await startGitServer({ dir: fixture.folder('repositories') })
  url = await server.createRepository('app')
  commits.push(
    await fixture.commit({
      files: { 'app/a.yaml': 'a: 1\n', 'docs/d.md': 'd' },
      message: 'one',
      tag: 'v1.0.0',
    }),
  )
  await fixture.git('tag', '-a', 'v1.1.0', '-m', 'annotated')
  commits.push(
    await fixture.commit({ files: { 'app/a.yaml': 'a: 2\n', 'run.sh': '#!/bin/sh\n' }, message: 'two' }),
  )
  commits.push(await fixture.commit({ message: 'three' }))
  commits.push(await fixture.commit({ files: { side: '1' }, message: 'aside', branch: 'feature/side' }))
  await fixture.git('checkout', '-q', 'main')
  await fixture.push(url)
})

after(async () => {
  await server.stop()
  fixture.remove()
})

let cache = 0
interface Asked extends FetchOptions {
  readonly remote?: Partial<Remote>
  readonly cacheDir?: string
  readonly limits?: typeof limits
}

async function fetched(ref: GitRef, asked: Asked = {}): Promise<Fetched> {
  const repository = await openRepository({
    remote: { url, ...asked.remote },
    cacheDir: asked.cacheDir ?? join(fixture.dir, `cache-${cache++}`),
    limits: asked.limits ?? limits,
    signal: AbortSignal.timeout(30_000),
  })
  try {
    return await repository.fetch(repository.find(ref), asked)
  } finally {
    await repository.close()
  }
}

async function contents(checkout: Fetched): Promise<Readonly<Record<string, string>>> {
  const files = checkout.entries.filter(({ type }) => type !== 'directory')
  const read = files.map(async file => [file.path, Buffer.from(await file.read()).toString()] as const)
  return Object.fromEntries(await Promise.all(read))
}

const refs: readonly { ref: GitRef; commit: number; reference: string | undefined }[] = [
  { ref: { branch: 'main' }, commit: 2, reference: 'refs/heads/main' },
  { ref: { branch: 'feature/side' }, commit: 3, reference: 'refs/heads/feature/side' },
  { ref: { tag: 'v1.0.0' }, commit: 0, reference: 'refs/tags/v1.0.0' },
  { ref: { tag: 'v1.1.0' }, commit: 0, reference: 'refs/tags/v1.1.0' },
  { ref: { semver: '1.x' }, commit: 0, reference: 'refs/tags/v1.1.0' },
  { ref: { name: 'refs/heads/main' }, commit: 2, reference: 'refs/heads/main' },
]
for (const { ref, commit, reference } of refs) {
  test(`fetch() gets the commit of ${JSON.stringify(ref)}`, async () => {
    using checkout = await fetched(ref)
    assert.equal(checkout.commit.hash, commits[commit])
    assert.equal(checkout.reference, reference)
  })
}

test('fetch() gets a commit of the past, within its branch or wherever it is', async () => {
  for (const [ref, reference] of [
    [{ commit: commits[1] ?? '' }, undefined],
    [{ commit: commits[1] ?? '', branch: 'main' }, 'refs/heads/main'],
  ] as const) {
    using checkout = await fetched(ref)
    assert.equal(checkout.commit.hash, commits[1])
    assert.equal(checkout.reference, reference)
  }
})

test('fetch() refuses a commit that is not in the branch, or nowhere', async () => {
  const side = commits[3] ?? ''
  for (const ref of [
    { commit: side, branch: 'main' },
    { commit: '1'.repeat(40) },
    { commit: 'abc' },
    { commit: '--upload-pack=x' },
  ]) {
    await assert.rejects(fetched(ref), {
      message: `unable to resolve commit object for '${ref.commit}': object not found`,
    })
  }
})

test('fetch() gives files with their kinds, and the annotated tag', async () => {
  using main = await fetched({ branch: 'main' })
  assert.deepEqual(
    main.entries.map(({ path, type }) => `${type} ${path}`),
    ['directory app', 'file app/a.yaml', 'directory docs', 'file docs/d.md', 'executable run.sh'],
  )
  assert.deepEqual(await contents(main), {
    'app/a.yaml': 'a: 2\n',
    'docs/d.md': 'd',
    'run.sh': '#!/bin/sh\n',
  })
  using tagged = await fetched({ tag: 'v1.1.0' })
  assert.equal(tagged.tag?.name, 'v1.1.0')
})

test('fetch() takes only what is asked for', async () => {
  using checkout = await fetched({ branch: 'main' }, { only: ['docs'] })
  assert.deepEqual(Object.keys(await contents(checkout)), ['docs/d.md'])
})

test('fetch() downloads what is new only, and nothing twice', async () => {
  const cacheDir = join(fixture.dir, 'cache-kept')
  const packs = () =>
    readdirSync(join(cacheDir, 'tips/objects/pack')).filter(name => name.endsWith('.pack')).length
  for (const [ref, count] of [
    [{ tag: 'v1.0.0' }, 1],
    [{ tag: 'v1.0.0' }, 1],
    [{ branch: 'main' }, 2],
    [{ name: 'refs/heads/main' }, 2],
  ] as const) {
    using checkout = await fetched(ref, { cacheDir })
    assert.ok(Object.keys(await contents(checkout)).length > 0)
    assert.equal(packs(), count)
  }
})

test('fetch() starts anew where the cache has lost objects', async () => {
  const cacheDir = join(fixture.dir, 'cache-broken')
  ;(await fetched({ branch: 'main' }, { cacheDir })).close()
  const packs = join(cacheDir, 'tips/objects/pack')
  for (const name of readdirSync(packs)) rmSync(join(packs, name))
  using checkout = await fetched({ branch: 'main' }, { cacheDir })
  assert.equal(checkout.commit.hash, commits[2])
})

test('openRepository() tells a repository that is gone or empty', async () => {
  await assert.rejects(fetched({}, { remote: { url: `${server.url}/none.git` } }), {
    message: 'repository not found: repository not found',
  })
  const empty = await server.createRepository('empty')
  const repository = await openRepository({
    remote: { url: empty },
    cacheDir: join(fixture.dir, 'cache-empty'),
    limits,
    signal: AbortSignal.timeout(30_000),
  })
  assert.equal(repository.isEmpty, true)
  await repository.close()
})

test('fetch() refuses more files, or more bytes, than allowed', async () => {
  const crowded = new GitFixture()
  try {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`d${i % 7}/f${i}`, `${i}`]))
    await crowded.commit({ files })
    const address = await server.createRepository('crowded')
    await crowded.push(address)
    const remote = { url: address }
    await assert.rejects(fetched({ branch: 'main' }, { remote, limits: { ...limits, entries: 200 } }), {
      kind: 'too-large',
      message: 'repository holds more than 200 files',
    })
    await assert.rejects(fetched({ branch: 'main' }, { remote, limits: { ...limits, bytes: 500 } }), {
      kind: 'too-large',
      message: 'repository is larger than 500 bytes',
    })
  } finally {
    crowded.remove()
  }
})

test('fetch() drops links and refuses names that lead out of the tree', async () => {
  const hostile = new GitFixture()
  try {
    const address = await server.createRepository('hostile')
    await hostile.commit({ files: { 'a.yaml': 'a' } })
    await hostile.git(
      'update-index',
      '--add',
      '--cacheinfo',
      `120000,${await blob(hostile, '/etc/passwd')},link`,
    )
    await hostile.git('commit', '-q', '-m', 'link')
    await hostile.push(address)
    using checkout = await fetched({ branch: 'main' }, { remote: { url: address } })
    assert.deepEqual(
      checkout.entries.map(({ path }) => path),
      ['a.yaml'],
    )

    const evil = await treeWith(hostile, '..')
    const commit = await hostile.git('commit-tree', '-m', 'evil', evil)
    await hostile.git('push', '-q', '-f', address, `${commit}:refs/heads/evil`)
    await assert.rejects(fetched({ branch: 'evil' }, { remote: { url: address } }), { kind: 'hostile' })
  } finally {
    hostile.remove()
  }
})

async function blob(where: GitFixture, content: string): Promise<string> {
  const { writeFileSync } = await import('node:fs')
  writeFileSync(join(where.dir, 'blob'), content)
  return where.git('hash-object', '-w', join(where.dir, 'blob'))
}

/** `git mktree` refuses such names; a raw object does not. */
async function treeWith(where: GitFixture, name: string): Promise<string> {
  const { writeFileSync } = await import('node:fs')
  const hash = await blob(where, 'evil')
  const raw = Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(hash, 'hex')])
  writeFileSync(join(where.dir, 'raw'), raw)
  return where.git('hash-object', '-t', 'tree', '--literally', '-w', join(where.dir, 'raw'))
}

test('fetch() puts submodules in their folders, and leaves them empty unless asked', async () => {
  const parent = new GitFixture()
  try {
    const address = await server.createRepository('parent')
    const text = '[submodule "lib"]\n\tpath = vendor/lib\n\turl = ../app.git\n'
    await parent.commit({ files: { '.gitmodules': text, 'a.yaml': 'a' } })
    await parent.git('update-index', '--add', '--cacheinfo', `160000,${commits[0]},vendor/lib`)
    await parent.git('commit', '-q', '-m', 'link')
    await parent.push(address)
    const remote = { url: address }
    using bare = await fetched({ branch: 'main' }, { remote })
    assert.deepEqual(
      bare.entries.map(({ path }) => path),
      ['.gitmodules', 'a.yaml', 'vendor', 'vendor/lib'],
    )
    using full = await fetched({ branch: 'main' }, { remote, recurseSubmodules: true })
    assert.equal((await contents(full))['vendor/lib/app/a.yaml'], 'a: 1\n')
  } finally {
    parent.remove()
  }
})

test('openRepository() gives up when time is over', async () => {
  const { createServer } = await import('node:net')
  const silent = createServer(() => {})
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const timeout = new AbortController()
  const opening = openRepository({
    remote: { url: `http://127.0.0.1:${port}/x.git` },
    cacheDir: join(fixture.dir, 'cache-silent'),
    limits,
    signal: timeout.signal,
  })
  silent.once('connection', () => timeout.abort(new DOMException('time is over', 'TimeoutError')))
  await assert.rejects(opening, /info\/refs\?service=git-upload-pack": context deadline exceeded/)
  silent.close()
})
