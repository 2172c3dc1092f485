import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../status/index.ts'
import { formatContinue, parseContinue } from './continue-token.ts'

test('parseContinue() reads what formatContinue() wrote', () => {
  const token = { version: 42, start: 'ns/name' }
  assert.deepEqual(parseContinue(formatContinue(token)), token)
})

const bad = [
  { token: 'abc', says: "invalid character 'i' looking for beginning of value" },
  { token: 'nonsense', says: "invalid character '\\u009e' looking for beginning of value" },
  { token: Buffer.from('{}').toString('base64url'), says: 'server does not recognize this encoded version ' },
  {
    token: Buffer.from('{"v":"meta.k8s.io/v1","rv":0,"start":"a"}').toString('base64url'),
    says: 'incorrect encoded start resourceVersion',
  },
]
for (const { token, says } of bad) {
  test(`parseContinue() refuses '${token}': ${says}`, () => {
    const isExpected = (error: unknown) =>
      error instanceof ApiError &&
      error.code === 400 &&
      error.message === `invalid continue token: continue key is not valid: ${says}`
    assert.throws(() => parseContinue(token), isExpected)
  })
}
