import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ignoreMatcher, parseIgnore, sourceMatcher } from './index.ts'

interface Case {
  readonly lines: string
  readonly out: readonly string[]
  readonly in: readonly string[]
}

const cases: readonly Case[] = [
  { lines: '*.md', out: ['a.md', 'docs/b.md'], in: ['a.yaml', 'md'] },
  { lines: 'docs', out: ['docs', 'docs/a', 'x/docs/y/z'], in: ['docs2', 'my-docs/a'] },
  { lines: '/docs', out: ['docs', 'docs/a/b'], in: ['x/docs'] },
  { lines: 'docs/', out: ['docs/', 'docs/a', 'x/docs/a'], in: ['docs', 'x/docs'] },
  { lines: '/docs/', out: ['docs/', 'docs/a'], in: ['docs', 'x/docs/a'] },
  { lines: 'a/*.yaml', out: ['a/b.yaml', 'a/b.yaml/c'], in: ['x/a/b.yaml', 'a/b/c.yaml'] },
  { lines: '**/a.yaml', out: ['a.yaml', 'x/y/a.yaml'], in: ['b.yaml'] },
  { lines: 'a/**/z', out: ['a/z', 'a/b/c/z'], in: ['b/z', 'a/b'] },
  { lines: 'a/**', out: ['a', 'a/b', 'a/b/c'], in: ['b'] },
  { lines: 'a**b/c', out: [], in: ['a**b/c', 'axb/c'] },
  { lines: '/*\n!/app', out: ['x.yaml', 'docs/d'], in: ['app', 'app/a.yaml'] },
  { lines: 'app\n!app/keep.yaml', out: ['app/a.yaml'], in: ['app/keep.yaml'] },
  { lines: '!a\na', out: ['a'], in: [] },
  { lines: '# docs\n\n  \n#', out: [], in: ['docs', '#'] },
  { lines: 'docs   ', out: ['docs'], in: ['docs   '] },
  { lines: 'docs\r\n*.md\r', out: ['docs', 'a.md'], in: ['a'] },
  { lines: 'file?.txt', out: ['file1.txt'], in: ['file.txt', 'file10.txt'] },
  { lines: 'file[0-9a].txt', out: ['file7.txt', 'filea.txt'], in: ['fileb.txt'] },
  { lines: 'file[^0-9]', out: ['filea'], in: ['file1'] },
  { lines: '\\*.md', out: ['*.md'], in: ['a.md'] },
  { lines: '\\!x', out: ['!x'], in: ['x'] },
  { lines: '[', out: [], in: ['[', 'a'] },
  { lines: 'a[', out: [], in: ['a[', 'a'] },
  { lines: '*naïve*', out: ['x-naïve-y'], in: ['naive'] },
]
for (const { lines, out, in: kept } of cases) {
  test(`ignoreMatcher() decides by ${JSON.stringify(lines)}`, () => {
    const isIgnored = ignoreMatcher(parseIgnore(lines))
    const ask = (path: string) => isIgnored(path.replace(/\/$/, ''), path.endsWith('/'))
    for (const path of out) assert.equal(ask(path), true, `'${path}' is out`)
    for (const path of kept) assert.equal(ask(path), false, `'${path}' is in`)
  })
}

test('parseIgnore() gives patterns that hold in their folder only', () => {
  const isIgnored = ignoreMatcher(parseIgnore('/a\n*.md', 'sub/dir'))
  assert.equal(isIgnored('sub/dir/a', false), true)
  assert.equal(isIgnored('sub/dir/x/b.md', false), true)
  assert.equal(isIgnored('a', false), false)
  assert.equal(isIgnored('sub/b.md', false), false)
  assert.equal(isIgnored('sub/dir', true), false)
})

test('sourceMatcher() leaves out what continuous integration needs, as long as nobody says otherwise', () => {
  const byDefault = sourceMatcher([])
  const told = sourceMatcher([], 'nothing-here\n')
  for (const path of ['.github/w.yaml', '.gitlab-ci.yml', 'a/.sops.yaml', 'logo.png', 'x/y.tar.gz']) {
    assert.equal(byDefault(path, false), true, path)
    assert.equal(told(path, false), false, path)
  }
  for (const path of ['.git/config', '.gitignore', 'a/.gitattributes', '.gitmodules']) {
    assert.equal(byDefault(path, false), true, path)
    assert.equal(told(path, false), true, path)
  }
  assert.equal(byDefault('.hidden/a.yaml', false), false)
})

test('sourceMatcher() keeps its defaults where the only lines are comments', () => {
  assert.equal(sourceMatcher([{ dir: '', text: '# nothing\n' }], '\n')('logo.png', false), true)
})

test('sourceMatcher() weighs spec over nested files over the root file', () => {
  const files = [
    { dir: '', text: 'a.yaml\nb.yaml\nc.yaml' },
    { dir: 'sub', text: '!a.yaml\n!b.yaml' },
  ]
  const isIgnored = sourceMatcher(files, 'b.yaml')
  assert.equal(isIgnored('a.yaml', false), true)
  assert.equal(isIgnored('sub/a.yaml', false), false)
  assert.equal(isIgnored('sub/b.yaml', false), true)
  assert.equal(isIgnored('sub/c.yaml', false), true)
})

test('ignoreMatcher() answers at once for patterns that are slow elsewhere', () => {
  const isIgnored = ignoreMatcher(parseIgnore(`${'*a'.repeat(200)}b`))
  assert.equal(isIgnored('a'.repeat(5000), false), false)
})
