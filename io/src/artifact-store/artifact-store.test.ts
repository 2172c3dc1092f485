import assert from 'node:assert/strict'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { digestOf } from '@sluice/base/digest'
import { treeOfTarGz } from '@sluice/base/tar'
import { advertisedAddress } from './advertised-address.ts'
import { type ArchiveEntry, inWalkOrder } from './archive.ts'
import { startArtifactServer } from './artifact-server.ts'
import { createTreeFetcher } from './fetch-tree.ts'
import { findGarbage } from './garbage.ts'
import { artifactPath, checkedPath } from './paths.ts'
import { type ArtifactStore, openArtifactStore, type StoreOptions } from './store.ts'

const root = mkdtempSync(join(tmpdir(), 'store-test-'))
after(() => rmSync(root, { recursive: true, force: true }))

const owner = { kind: 'GitRepository', namespace: 'ns', name: 'app' }
const signal = new AbortController().signal
let folders = 0

function open(options: Partial<StoreOptions> = {}): Promise<ArtifactStore> {
  return openArtifactStore({
    dir: join(root, String(folders++)),
    address: 'store.test',
    retention: { ttl: 60_000, records: 2 },
    algorithm: 'sha256',
    maxBytes: 1024 ** 2,
    now: () => Date.UTC(2026, 0, 1),
    ...options,
  })
}

function files(content: Readonly<Record<string, string>>): readonly ArchiveEntry[] {
  return Object.entries(content).map(([path, text]) => ({
    path,
    type: 'file',
    read: () => Buffer.from(text),
  }))
}

test('archive() stores the same bytes for the same files, whatever their order', async () => {
  const store = await open()
  const one = await store.archive(
    { owner, file: 'a.tar.gz', revision: 'r1' },
    files({ 'b/c': '1', a: '2', 'b.c': '3' }),
  )
  const two = await store.archive(
    { owner, file: 'b.tar.gz', revision: 'r2' },
    files({ 'b.c': '3', a: '2', 'b/c': '1' }),
  )
  assert.equal(one.digest, two.digest)
  const stored = readFileSync(join(store.dir, one.path))
  assert.equal(digestOf(stored), one.digest)
  assert.deepEqual(treeOfTarGz(stored).paths(), ['a', 'b.c', 'b/c'])
  assert.deepEqual(
    { ...one, digest: undefined },
    {
      path: 'gitrepository/ns/app/a.tar.gz',
      url: 'http://store.test/gitrepository/ns/app/a.tar.gz',
      revision: 'r1',
      digest: undefined,
      size: stored.length,
      lastUpdateTime: '2026-01-01T00:00:00Z',
    },
  )
  assert.equal(statSync(join(store.dir, one.path)).mode & 0o777, 0o600)
})

test('archive() leaves nothing behind when a file cannot be read', async () => {
  const store = await open()
  const broken: ArchiveEntry = { path: 'z', type: 'file', read: () => Promise.reject(new Error('gone')) }
  const archiving = store.archive({ owner, file: 'a.tar.gz', revision: 'r' }, [...files({ a: '1' }), broken])
  await assert.rejects(archiving, { message: 'gone' })
  assert.deepEqual(readdirSync(join(store.dir, 'gitrepository/ns/app')), [])
})

test('archive() refuses more bytes than allowed', async () => {
  const store = await open({ maxBytes: 10 })
  await assert.rejects(
    store.archive({ owner, file: 'a.tar.gz', revision: 'r' }, files({ a: '123456', b: '123456' })),
    {
      name: 'ArchiveError',
    },
  )
})

async function* parts(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

test('write() stores bytes as they are, and none of too many', async () => {
  const store = await open({ maxBytes: 8 })
  const artifact = await store.write({ owner, file: 'index.yaml', revision: 'r' }, parts('ab', 'cd'))
  assert.equal(artifact.digest, digestOf('abcd'))
  assert.equal(Buffer.from(await store.bytesOf(artifact)).toString(), 'abcd')
  const tooMany = store.write({ owner, file: 'big', revision: 'r' }, parts('12345', '6789'))
  await assert.rejects(tooMany, /larger than 8 bytes/)
  assert.deepEqual(readdirSync(join(store.dir, 'gitrepository/ns/app')), ['index.yaml'])
})

test('link() leads from a fixed name to the latest artifact', async () => {
  const store = await open()
  for (const file of ['one', 'two']) {
    const artifact = await store.write({ owner, file, revision: file }, parts(file))
    assert.equal(await store.link(artifact, 'latest'), 'http://store.test/gitrepository/ns/app/latest')
  }
  const place = join(store.dir, 'gitrepository/ns/app')
  assert.equal(readFileSync(join(place, 'latest'), 'utf8'), 'two')
  assert.deepEqual(readdirSync(place).sort(), ['latest', 'one', 'two'])
})

test('entriesOf() gives back what was archived', async () => {
  const store = await open()
  const script: ArchiveEntry = { path: 'run.sh', type: 'executable', read: () => Buffer.from('x') }
  const artifact = await store.archive({ owner, file: 'a.tar.gz', revision: 'r' }, [
    ...files({ 'd/a': '1' }),
    script,
  ])
  const entries = await store.entriesOf(artifact)
  assert.deepEqual(
    entries.map(({ path, type }) => `${type} ${path}`),
    ['file d/a', 'executable run.sh'],
  )
})

test('verify() notices a changed file', async () => {
  const store = await open()
  const artifact = await store.archive({ owner, file: 'a.tar.gz', revision: 'r' }, files({ a: '1' }))
  assert.equal(await store.verify(artifact), undefined)
  writeFileSync(join(store.dir, artifact.path), 'changed')
  assert.equal(await store.verify(artifact), `computed digest doesn't match '${artifact.digest}'`)
  assert.equal(await store.verify({ ...artifact, digest: '' }), 'artifact has no digest')
  assert.match((await store.verify({ ...artifact, digest: 'md9:ab' })) ?? '', /unsupported digest algorithm/)
})

test('collectGarbage() deletes what is old and what a crash left half written', async () => {
  const store = await open({ now: Date.now })
  const old = await store.archive({ owner, file: 'old.tar.gz', revision: 'r1' }, files({ a: '1' }))
  const current = await store.archive({ owner, file: 'new.tar.gz', revision: 'r2' }, files({ a: '2' }))
  const folder = join(store.dir, 'gitrepository/ns/app')
  writeFileSync(join(folder, '.tmp-half'), 'half')
  utimesSync(join(store.dir, old.path), 1, 1)
  assert.equal(await store.collectGarbage(current), 1)
  assert.deepEqual(readdirSync(folder), ['new.tar.gz'])
  assert.equal(await store.removeAll(owner), true)
  assert.equal(await store.removeAll(owner), false)
  assert.equal(await store.has(current), false)
})

const minute = 60_000
const file = (name: string, age: number) => ({ name, modified: 100 * minute - age })
const garbage: readonly { does: string; files: ReturnType<typeof file>[]; gives: readonly string[] }[] = [
  { does: 'keeps two young ones', files: [file('a', 10), file('current', 5)], gives: [] },
  {
    does: 'deletes the oldest surplus',
    files: [file('a', 30), file('b', 20), file('current', 5)],
    gives: ['a'],
  },
  { does: 'deletes whatever is too old', files: [file('a', 2 * minute), file('current', 5)], gives: ['a'] },
  { does: 'keeps the current one at any age', files: [file('current', 50 * minute)], gives: [] },
  {
    does: 'keeps the current one although it is the oldest',
    files: [file('current', 50), file('a', 30), file('b', 20)],
    gives: ['a'],
  },
]
for (const { does, files: given, gives } of garbage) {
  test(`findGarbage() ${does}`, () => {
    const found = findGarbage(given, 'current', { retention: { ttl: minute, records: 2 }, now: 100 * minute })
    assert.deepEqual(found, gives)
  })
}

test('inWalkOrder() goes through folders by name', () => {
  const paths = ['b.c', 'b', 'b/z', 'a', 'b/a/x', 'b/a']
  assert.deepEqual(
    inWalkOrder(paths.map(path => ({ path }))).map(({ path }) => path),
    ['a', 'b', 'b/a', 'b/a/x', 'b/z', 'b.c'],
  )
})

test('artifactPath() and checkedPath() let nothing escape', () => {
  assert.equal(artifactPath(owner, 'x.tar.gz'), 'gitrepository/ns/app/x.tar.gz')
  assert.throws(() => artifactPath({ ...owner, name: '..' }, 'x'), { name: 'PathEscapesError' })
  for (const path of ['../x', 'a//b', '/etc/passwd', 'a/.hidden', 'a/\0']) {
    assert.throws(() => checkedPath(path), { name: 'PathEscapesError' })
  }
})

test('advertisedAddress() follows the listening address unless told', () => {
  const options = { advertised: '', hostname: 'pod' }
  assert.equal(advertisedAddress(':9090', options), 'localhost:9090')
  assert.equal(advertisedAddress('0.0.0.0:9090', options), 'pod:9090')
  assert.equal(advertisedAddress('127.0.0.1:80', options), '127.0.0.1:80')
  assert.equal(advertisedAddress(':9090', { ...options, advertised: 'svc' }), 'svc')
})

test('startArtifactServer() serves files and listings, and nothing outside', async () => {
  const store = await open()
  const artifact = await store.archive({ owner, file: 'a.tar.gz', revision: 'r' }, files({ a: '1' }))
  symlinkSync('/etc', join(store.dir, 'out'))
  symlinkSync('gitrepository', join(store.dir, 'in'))
  const server = await startArtifactServer({ dir: store.dir, host: '127.0.0.1', port: 0 })
  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init)
  try {
    const answer = await get(`/${artifact.path}`)
    assert.equal(digestOf(new Uint8Array(await answer.arrayBuffer())), artifact.digest)
    assert.match(await (await get('/')).text(), /<a href="gitrepository\/">/)
    assert.equal((await get('/in/ns/app/a.tar.gz')).status, 200)
    for (const path of [
      '/none',
      '/out/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%2f..%2fetc/passwd',
      '/a%00',
    ]) {
      assert.equal((await get(path)).status, 404, path)
    }
    assert.equal((await get('/', { method: 'DELETE' })).status, 405)
    assert.equal(
      (await get(`/${artifact.path}`, { method: 'HEAD' })).headers.get('content-length'),
      String(artifact.size),
    )
  } finally {
    await server.stop()
  }
})

test('createTreeFetcher() reads a local artifact once and checks its digest', async () => {
  const store = await open()
  const artifact = await store.archive(
    { owner, file: 'a.tar.gz', revision: 'r' },
    files({ 'd/a.yaml': 'a: 1' }),
  )
  const fetchTree = createTreeFetcher({ store })
  const tree = await fetchTree(artifact.url, artifact.digest, signal)
  assert.equal(Buffer.from(tree.read('d/a.yaml') ?? []).toString(), 'a: 1')
  await store.remove(artifact)
  assert.equal(await fetchTree(artifact.url, artifact.digest, signal), tree)
  await assert.rejects(fetchTree(artifact.url, `sha256:${'0'.repeat(64)}`, signal), {
    name: 'ArtifactError',
    kind: 'not-found',
  })
  await assert.rejects(fetchTree('http://store.test/../../etc/passwd', 'sha256:00', signal), {
    name: 'PathEscapesError',
  })
})

test('createTreeFetcher() downloads, and asks again while the server is down', async () => {
  const store = await open()
  const artifact = await store.archive({ owner, file: 'a.tar.gz', revision: 'r' }, files({ a: '1' }))
  const bytes = readFileSync(join(store.dir, artifact.path))
  let failures = 2
  const server = createServer((request, response) => {
    if (request.url === '/none') response.writeHead(404).end()
    else if (failures-- > 0) response.writeHead(503).end()
    else response.end(bytes)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    const fetchTree = createTreeFetcher({ retryDelay: 1 })
    assert.deepEqual((await fetchTree(`${home}/a`, artifact.digest, signal)).paths(), ['a'])
    const impatient = createTreeFetcher({ retries: 0 })
    await assert.rejects(impatient(`${home}/a`, `sha256:${'0'.repeat(64)}`, signal), { kind: 'mismatch' })
    await assert.rejects(impatient(`${home}/none`, artifact.digest, signal), { kind: 'not-found' })
  } finally {
    server.close()
  }
})
