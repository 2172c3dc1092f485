import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileGlob } from './glob.ts'

const cases: readonly (readonly [pattern: string, path: string, matches: boolean])[] = [
  ['*.yaml', 'a.yaml', true],
  ['*.yaml', 'b/a.yaml', false],
  ['**.yaml', 'b/a.yaml', true],
  ['config/*', 'config/a', true],
  ['config/*', 'config/a/b', false],
  ['config/**', 'config/a/b', true],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[abc]x', 'cx', true],
  ['{a,b}.txt', 'b.txt', true],
  ['{a,b/{c,d}}.txt', 'b/d.txt', true],
  ['{a,b}.txt', 'c.txt', false],
  ['a\\*', 'a*', true],
  ['a\\*', 'ab', false],
  ['', '', true],
]

for (const [pattern, path, matches] of cases) {
  test(`compileGlob('${pattern}') ${matches ? 'matches' : 'does not match'} '${path}'`, () => {
    assert.equal(compileGlob(pattern)?.(path), matches)
  })
}

for (const pattern of ['[', '{a', 'a}', '[]', '[z-a]', 'a\\']) {
  test(`compileGlob('${pattern}') is no pattern`, () => assert.equal(compileGlob(pattern), undefined))
}

test('compileGlob() takes time in proportion to pattern and path', () => {
  assert.equal(compileGlob('*a'.repeat(40))?.('a'.repeat(2000) + 'b'), false)
})
