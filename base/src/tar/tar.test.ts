import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import {
  ArchiveError,
  defaultLimits,
  gunzip,
  type RawTarEntry,
  readRawTar,
  readTar,
  type TarHeader,
  tarEnd,
  tarHeader,
  tarPadding,
  treeOfTar,
  treeOfTarGz,
} from './index.ts'

interface Given extends Omit<TarHeader, 'size'> {
  readonly content?: string
}

function archiveOf(...entries: readonly Given[]): Uint8Array {
  const parts = entries.flatMap(({ path, type, content = '' }) => {
    const bytes = Buffer.from(content)
    return [tarHeader({ path, type, size: bytes.length }), bytes, tarPadding(bytes.length)]
  })
  return Buffer.concat([...parts, tarEnd])
}

/** Rewrites a header's type and puts its checksum right. */
function retyped(archive: Uint8Array, typeflag: string): Uint8Array {
  const bytes = Uint8Array.from(archive)
  bytes[156] = typeflag.charCodeAt(0)
  let sum = 256
  for (let i = 0; i < 512; i++) if (i < 148 || i >= 156) sum += bytes[i] ?? 0
  bytes.set(Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  return bytes
}

const long = `${'d'.repeat(90)}/${'e'.repeat(90)}/file.yaml`
const longer = `${'d'.repeat(200)}/${'e'.repeat(200)}`
const names = ['a.yaml', 'with space.yaml', 'naïve/ü.yaml', long, longer, `${'x'.repeat(99)}/y`]

test('tarHeader() and readTar() agree on every kind of name', () => {
  const archive = archiveOf(...names.map(path => ({ path, type: 'file', content: path }) as const))
  const read = [...readTar(archive)]
  assert.deepEqual(
    read.map(entry => entry.path),
    names,
  )
  assert.deepEqual(
    read.map(entry => Buffer.from(entry.content).toString()),
    names,
  )
})

test('tarHeader() writes archives that tar lists with fixed modes and no owners or times', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tar-test-'))
  try {
    const file = join(dir, 'a.tar')
    const given: Given[] = [
      { path: '.', type: 'directory' },
      { path: 'run.sh', type: 'executable', content: 'x' },
      { path: long, type: 'file', content: 'y' },
    ]
    writeFileSync(file, archiveOf(...given))
    const listing = execFileSync('tar', ['-tvf', file, '--numeric-owner', '--utc'])
      .toString()
      .trim()
      .split('\n')
    assert.deepEqual(
      listing.map(line => line.split(/\s+/)),
      [
        ['drwxr-x---', '0/0', '0', '1970-01-01', '00:00', '.'],
        ['-rwx------', '0/0', '1', '1970-01-01', '00:00', 'run.sh'],
        ['-rw-------', '0/0', '1', '1970-01-01', '00:00', long],
      ],
    )
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('readTar() reads what tar writes, in each of its formats', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tar-test-'))
  try {
    execFileSync('mkdir', ['-p', join(dir, 'in', 'd'.repeat(95))])
    writeFileSync(join(dir, 'in', 'd'.repeat(95), 'ü.yaml'), 'content')
    execFileSync('ln', ['-s', '/etc/passwd', join(dir, 'in', 'link')])
    for (const format of ['ustar', 'pax', 'gnu']) {
      const archive = execFileSync('tar', ['-C', join(dir, 'in'), `--format=${format}`, '-cf', '-', '.'])
      const tree = treeOfTar(archive)
      assert.deepEqual(tree.paths(), [`${'d'.repeat(95)}/ü.yaml`], format)
    }
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('readTar() keeps the executable bit', () => {
  const [script, plain] = [
    ...readTar(archiveOf({ path: 'a', type: 'executable' }, { path: 'b', type: 'file' })),
  ]
  assert.equal(script?.isExecutable, true)
  assert.equal(plain?.isExecutable, false)
})

for (const path of ['../out', 'a/../../out', '/etc/passwd', 'a\\b', 'a/..']) {
  test(`readTar() refuses '${path}'`, () => {
    assert.throws(() => [...readTar(archiveOf({ path, type: 'file' }))], ArchiveError)
  })
}

test('readTar() drops links and refuses devices', () => {
  const archive = archiveOf({ path: 'a', type: 'file' })
  for (const link of ['1', '2']) assert.deepEqual([...readTar(retyped(archive, link))], [])
  for (const device of ['3', '4', '6', 'V']) {
    assert.throws(() => [...readTar(retyped(archive, device))], ArchiveError)
  }
})

test('readTar() refuses broken archives', () => {
  const archive = archiveOf({ path: 'a', type: 'file', content: 'x'.repeat(600) })
  const broken = {
    'a flipped bit': Uint8Array.from(archive, (byte, i) => (i === 3 ? 1 : byte)),
    'a missing end': archive.subarray(0, 1536),
    'a cut entry': archive.subarray(0, 1024),
  }
  for (const [what, bytes] of Object.entries(broken)) {
    assert.throws(() => [...readTar(bytes)], ArchiveError, what)
  }
})

test('readTar() stops at the limits', () => {
  const archive = archiveOf(
    { path: 'a', type: 'file', content: '12345' },
    { path: 'b', type: 'file', content: '12345' },
  )
  assert.throws(() => [...readTar(archive, { ...defaultLimits, entries: 1 })], {
    message: 'archive has more than 1 entries',
  })
  assert.throws(() => [...readTar(archive, { ...defaultLimits, bytes: 9 })], {
    message: 'archive unpacks to more than 9 bytes',
  })
  assert.equal([...readTar(archive, { ...defaultLimits, bytes: 10 })].length, 2)
})

test('gunzip() refuses bombs and nonsense', () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2))
  assert.throws(() => gunzip(bomb, { ...defaultLimits, ratio: 100 }), /unpacks to more than/)
  assert.throws(() => gunzip(bomb, { ...defaultLimits, entries: 10, bytes: 1024 }), /unpacks to more than/)
  assert.throws(() => gunzip(Buffer.from('nonsense')), /cannot decompress/)
})

test('treeOfTarGz() gives the files back', () => {
  const tree = treeOfTarGz(
    gzipSync(
      archiveOf(
        { path: '.', type: 'directory' },
        { path: 'app', type: 'directory' },
        { path: 'app/a.yaml', type: 'file', content: 'a: 1' },
      ),
    ),
  )
  assert.equal(Buffer.from(tree.read('app/a.yaml') ?? []).toString(), 'a: 1')
  assert.deepEqual(tree.list(''), [{ name: 'app', type: 'directory' }])
})

test('readRawTar() leaves names and types as they are stored, and says whether there is an end', () => {
  const archive = retyped(archiveOf({ path: 'a\\..\\b', type: 'file' }), '2')
  const entries = readRawTar(archive)
  const { name, typeflag } = entries.next().value as RawTarEntry
  assert.deepEqual({ name, typeflag }, { name: 'a\\..\\b', typeflag: '2' })
  assert.deepEqual(entries.next(), { done: true, value: 'end' })

  const cut = readRawTar(archive.subarray(0, 512))
  cut.next()
  assert.deepEqual(cut.next(), { done: true, value: 'cut' })
})
