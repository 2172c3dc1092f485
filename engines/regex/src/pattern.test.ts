import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePattern, PatternError } from './index.ts'

test('find() matches anywhere, matchWhole() everything', () => {
  const pattern = compilePattern('v1\\.[0-9]+')
  assert.ok(pattern.find('app-v1.2-alpine'))
  assert.ok(!pattern.matchWhole('app-v1.2-alpine'))
  assert.ok(pattern.matchWhole('v1.2'))
})

for (const text of ['(', 'a(?=b)', '(a)\\1', 'a{1,1001}']) {
  test(`compilePattern() refuses '${text}' as Go does`, () => {
    assert.throws(() => compilePattern(text), PatternError)
  })
}
