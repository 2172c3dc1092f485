import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileGlob } from './glob.ts'

/** What Go's doublestar and path.Match say: a pattern, a path, and whether each matches. */
const cases = [
  ['*', 'a', true, true],
  ['*', 'a/b', false, false],
  ['**', 'a/b', true, false],
  ['a/**', 'a', true, false],
  ['a/**', 'a/b/c', true, false],
  ['**/*.md', 'x/a.md', true, true],
  ['**/*.md', 'a.md', true, false],
  ['a/**/b', 'a/b', true, false],
  ['*.{md,txt}', 'b.txt', true, false],
  ['{a/b,c}/d', 'a/b/d', true, false],
  ['{,a}b', 'b', true, false],
  ['[!a]', 'b', true, false],
  ['[!a]', 'a', false, true],
  ['[^a]x', 'bx', true, true],
  ['[a-c]/[x-z]', 'b/y', true, true],
  ['a\\*', 'a*', true, true],
  ['a?', 'ab', true, true],
  ['*.*', '.git', true, true],
] as const
for (const [pattern, path, isDouble, isSimple] of cases) {
  test(`compileGlob('${pattern}') matches '${path}' as Go does`, () => {
    assert.equal(compileGlob(pattern, 'doublestar')(path), isDouble)
    assert.equal(compileGlob(pattern, 'simple')(path), isSimple)
  })
}

test('compileGlob() refuses what Go refuses', () => {
  for (const pattern of ['[a', 'a\\', '[]a]'])
    for (const syntax of ['simple', 'doublestar'] as const)
      assert.throws(() => compileGlob(pattern, syntax), { name: 'BuildError' })
  for (const pattern of ['{a', 'a}']) {
    assert.throws(() => compileGlob(pattern, 'doublestar'), { name: 'BuildError' })
    assert.equal(compileGlob(pattern, 'simple')(pattern), true)
  }
  assert.throws(() => compileGlob('[a-]', 'simple'), { name: 'BuildError' })
})

test('compileGlob() takes no more time for a pattern of many stars', () => {
  assert.equal(compileGlob('*a'.repeat(30), 'doublestar')('a'.repeat(200).concat('b')), false)
})
