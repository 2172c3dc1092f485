import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHelmIgnore } from './helm-ignore.ts'

const paths = ['readme.md', 'docs', 'docs/guide.md', 'templates/.hidden', 'templates/a.yaml', 'values.yaml']

const cases = [
  { does: 'leaves out hidden templates by itself', text: '', ignores: ['templates/.hidden'] },
  {
    does: 'matches a pattern without a slash with the last part of a path',
    text: '*.md',
    ignores: ['readme.md', 'docs/guide.md', 'templates/.hidden'],
  },
  {
    does: 'matches a leading slash with the whole path',
    text: '/*.md',
    ignores: ['readme.md', 'templates/.hidden'],
  },
  {
    does: 'takes a trailing slash for directories only',
    text: 'docs/\nvalues.yaml/',
    ignores: ['docs', 'templates/.hidden'],
  },
  {
    does: 'skips comments, blank lines and blanks around',
    text: '\uFEFF# all\r\n\r\n  values.yaml  \r\n',
    ignores: ['templates/.hidden', 'values.yaml'],
  },
  // helm: a negated pattern ignores whatever it does not match.
  {
    does: 'ignores everything that a negated pattern does not match',
    text: '!values.yaml',
    ignores: paths.slice(0, -1),
  },
]
for (const { does, text, ignores } of cases) {
  test(`parseHelmIgnore() ${does}`, () => {
    const ignore = parseHelmIgnore(text)
    assert.deepEqual(
      paths.filter(path => ignore(path, path === 'docs')),
      ignores,
    )
  })
}

test('parseHelmIgnore() refuses two stars and broken patterns', () => {
  assert.throws(() => parseHelmIgnore('docs/**/x'), { message: 'double-star (**) syntax is not supported' })
  assert.throws(() => parseHelmIgnore('[a'), { message: 'syntax error in pattern' })
})
