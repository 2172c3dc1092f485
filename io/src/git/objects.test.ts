import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCommit, parseTree } from './objects.ts'

const encode = (text: string) => new TextEncoder().encode(text)

test('parseCommit() reads tree, time, signature and message', () => {
  const text = [
    `tree ${'a'.repeat(40)}`,
    `parent ${'b'.repeat(40)}`,
    'author A <a@b> 1 +0000',
    'committer A B <a@b> 1767225600 +0200',
    'gpgsig -----BEGIN SSH SIGNATURE-----',
    ' abc',
    ' -----END SSH SIGNATURE-----',
    '',
    'subject',
    '',
    'tree of life',
  ].join('\n')
  const commit = parseCommit('c', encode(text))
  assert.equal(commit.tree, 'a'.repeat(40))
  assert.equal(commit.committedAt, 1767225600)
  assert.equal(commit.signature, '-----BEGIN SSH SIGNATURE-----\nabc\n-----END SSH SIGNATURE-----')
  assert.equal(commit.message, 'subject\n\ntree of life')
})

test('parseCommit() refuses a commit without a tree', () => {
  assert.throws(() => parseCommit('c', encode('author x\n\ntree 1')), /names no tree/)
})

function treeOf(...lines: readonly [mode: string, name: string][]): Uint8Array {
  return Buffer.concat(
    lines.flatMap(([mode, name]) => [Buffer.from(`${mode} ${name}\0`), Buffer.alloc(20, 0xab)]),
  )
}

test('parseTree() reads every kind of entry, sorted by name', () => {
  const lines = parseTree(
    treeOf(['100644', 'b'], ['100755', 'a'], ['40000', 'd'], ['120000', 'c'], ['160000', 'e']),
    20,
    '',
  )
  assert.deepEqual(
    lines.map(({ name, type }) => [name, type]),
    [
      ['a', 'executable'],
      ['b', 'file'],
      ['c', 'symlink'],
      ['d', 'tree'],
      ['e', 'submodule'],
    ],
  )
  assert.equal(lines[0]?.hash, 'ab'.repeat(20))
})

for (const name of ['..', '.', '.git', '.GIT', 'a/b', '']) {
  test(`parseTree() refuses an entry named '${name}'`, () => {
    assert.throws(() => parseTree(treeOf(['100644', name]), 20, 'dir'), { name: 'GitError', kind: 'hostile' })
  })
}

test('parseTree() refuses a tree that is cut off', () => {
  assert.throws(() => parseTree(treeOf(['100644', 'a']).subarray(0, 12), 20, ''), /is broken/)
})
