import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BadPattern, matchPath } from './match-path.ts'

const cases = [
  { pattern: '*.md', name: 'notes.md', matches: true },
  { pattern: '*.md', name: 'docs/notes.md', matches: false },
  { pattern: 'docs/*', name: 'docs/notes.md', matches: true },
  { pattern: 'd?cs', name: 'd/cs', matches: false },
  { pattern: 'd?cs', name: 'dücs', matches: true },
  { pattern: '[a-c]x', name: 'bx', matches: true },
  { pattern: '[^a-c]x', name: 'bx', matches: false },
  { pattern: 'a\\*', name: 'a*', matches: true },
  { pattern: 'a\\*', name: 'ab', matches: false },
  { pattern: 'a*b*c', name: 'a1b2b3c', matches: true },
  { pattern: 'a*', name: 'a', matches: true },
  { pattern: '', name: 'a', matches: false },
  // What is not reached is not checked.
  { pattern: 'x[', name: 'abc', matches: false, isBad: true },
  { pattern: 'xyz*[', name: 'abc', matches: false },
]
for (const { pattern, name, matches, isBad = false } of cases) {
  test(`matchPath() of '${pattern}' and '${name}' is ${isBad ? 'an error' : matches}`, () => {
    if (isBad) assert.throws(() => matchPath(pattern, name), BadPattern)
    else assert.equal(matchPath(pattern, name), matches)
  })
}
