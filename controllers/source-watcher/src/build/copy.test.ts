import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { memoryTree } from '@sluice/base/flow'
import { tarEnd, tarHeader, tarPadding } from '@sluice/base/tar'
import { contentsHash } from './contents-hash.ts'
import { type CopyStep, copyFiles } from './copy.ts'
import { Staging } from './staging.ts'

const tree = memoryTree({
  'README.md': 'read',
  'app/a.yaml': 'kind: A\nspec:\n  x: 1\n  list: [1, 2]\n',
  'app/b.yaml': 'kind: B\n',
  'app/deep/c.yaml': 'kind: C\n',
  'app/deep/notes.md': 'notes',
  'over/a.yaml': 'spec:\n  z: 2\n  list: [3]\n---\nmore: true\n',
})

function staged(...steps: readonly Partial<CopyStep>[]): Readonly<Record<string, string>> {
  const staging = new Staging()
  const sources = new Map([['src', tree]])
  for (const step of steps) copyFiles({ from: '', to: '@artifact/', ...step }, sources, staging)
  const files = [...staging.files()].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)] as const)
  return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const cases: readonly {
  readonly does: string
  readonly steps: readonly Partial<CopyStep>[]
  gives: readonly string[]
}[] = [
  { does: 'gives a file a name', steps: [{ from: '@src/README.md', to: '@artifact/r' }], gives: ['r'] },
  {
    does: 'puts a file into a folder',
    steps: [{ from: '@src/README.md', to: '@artifact/x/' }],
    gives: ['x/README.md'],
  },
  {
    does: 'puts a file into a folder that is there',
    steps: [
      { from: '@src/app/a.yaml', to: '@artifact/x/' },
      { from: '@src/README.md', to: '@artifact/x' },
    ],
    gives: ['x/README.md', 'x/a.yaml'],
  },
  {
    does: 'copies a folder under its name',
    steps: [{ from: '@src/app', to: '@artifact/x/' }],
    gives: ['x/app/a.yaml', 'x/app/b.yaml', 'x/app/deep/c.yaml', 'x/app/deep/notes.md'],
  },
  {
    does: 'copies what is in a folder',
    steps: [{ from: '@src/app/**', to: '@artifact/' }],
    gives: ['a.yaml', 'b.yaml', 'deep/c.yaml', 'deep/notes.md'],
  },
  {
    does: 'keeps the path that any other pattern matches',
    steps: [{ from: '@src/*/a.yaml', to: '@artifact/x/' }],
    gives: ['x/app/a.yaml', 'x/over/a.yaml'],
  },
  {
    does: 'knows no ** across folders without Extract',
    steps: [{ from: '@src/**/*.yaml', to: '@artifact/' }],
    gives: ['app/a.yaml', 'app/b.yaml', 'over/a.yaml'],
  },
  {
    does: 'leaves out by name at any depth',
    steps: [{ from: '@src/app', to: '@artifact/', exclude: ['*.md', 'b.*'] }],
    gives: ['app/a.yaml', 'app/deep/c.yaml'],
  },
  {
    does: 'leaves out by path from the root and from the chosen folder',
    steps: [{ from: '@src/app/**', to: '@artifact/', exclude: ['deep/**', 'app/{a,x}.yaml'] }],
    gives: ['b.yaml'],
  },
]
for (const { does, steps, gives } of cases) {
  test(`copyFiles() ${does}`, () => assert.deepEqual(Object.keys(staged(...steps)), gives))
}

test('copyFiles() replaces a file, or merges YAML into it', () => {
  const first = { from: '@src/app/a.yaml', to: '@artifact/a.yaml' }
  const second = { from: '@src/over/a.yaml', to: '@artifact/a.yaml' }
  const replaced = staged(first, second)['a.yaml']
  assert.equal(replaced, 'spec:\n  z: 2\n  list: [3]\n---\nmore: true\n')
  const merged = staged(first, { ...second, strategy: 'Merge' })['a.yaml']
  assert.equal(merged, 'kind: A\nmore: true\nspec:\n  list:\n  - 3\n  x: 1\n  z: 2\n')
})

test('copyFiles() unpacks archives where they are found', () => {
  const content = Buffer.from('x')
  const tar = Buffer.concat([
    tarHeader({ path: 'in/x.txt', type: 'file', size: 1 }),
    content,
    tarPadding(1),
    tarEnd,
  ])
  const files = new Map<string, Uint8Array>([
    ['charts/deep/a.TGZ', gzipSync(tar)],
    ['charts/b.txt', content],
  ])
  const staging = new Staging()
  const step: CopyStep = { from: '@src/**', to: '@artifact/out', strategy: 'Extract' }
  copyFiles(step, new Map([['src', memoryTree(files)]]), staging)
  assert.deepEqual([...staging.files().keys()], ['out/in/x.txt'])
})

test('copyFiles() says what it could not do', () => {
  const failures: readonly [Partial<CopyStep>, string][] = [
    [{ from: '@other/x' }, "source alias 'other' not found"],
    [{ from: '@src/none.yaml' }, "source 'none.yaml' does not exist"],
    [{ from: '@src/*.none' }, "no files match pattern '*.none' in source 'src'"],
    [
      { from: '@src/app/*.yaml', exclude: ['*.yaml'] },
      "all files matching pattern 'app/*.yaml' in source 'src' were excluded",
    ],
    [
      { from: '@src/app', strategy: 'Extract' },
      "extract strategy is not supported for directories, got 'app'",
    ],
    [
      { from: '@src/README.md', strategy: 'Extract' },
      "extract strategy requires tarball file (.tar.gz or .tgz), got 'README.md'",
    ],
    [
      { from: '@src/README.md', to: '@artifact/../x' },
      'failed to create destination directory: mkdirat ..: path escapes from parent',
    ],
    [{ from: '@src/[a', to: '@artifact/' }, "invalid glob pattern '[a': syntax error in pattern"],
  ]
  for (const [step, message] of failures) {
    const { from, to = '@artifact/' } = step
    assert.throws(() => staged(step), {
      name: 'BuildError',
      message: `failed to apply copy operation from '${from}' to '${to}': ${message}`,
    })
  }
})

test('contentsHash() is what a line per file adds up to', () => {
  const files = new Map([['a', new TextEncoder().encode('abc')]])
  // What Go makes of the line: the sum of content and of that line are both Adler-32.
  assert.equal(contentsHash('app', files), '479593392')
})
