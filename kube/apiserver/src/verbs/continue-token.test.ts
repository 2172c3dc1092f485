import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../status/index.ts'
import { formatContinue, parseContinue } from './continue-token.ts'

test('parseContinue() reads what formatContinue() wrote', () => {
  const token = { version: 42, start: 'ns/name' }
  assert.deepEqual(parseContinue(formatContinue(token)), token)
})

const tokenOf = (text: string) => Buffer.from(text).toString('base64url')
const bad = [
  { token: 'abc', says: "invalid character 'i' looking for beginning of value" },
  { token: 'nonsense', says: "invalid character '\\u009e' looking for beginning of value" },
  { token: '99999', says: 'illegal base64 data at input byte 4' },
  { token: 'ab+c', says: 'illegal base64 data at input byte 2' },
  { token: tokenOf('{"v":'), says: 'unexpected end of JSON input' },
  { token: tokenOf('[]'), says: 'json: cannot unmarshal array into Go value of type storage.continueToken' },
  { token: tokenOf('{}'), says: 'server does not recognize this encoded version ' },
  {
    token: tokenOf('{"v":"meta.k8s.io/v1","rv":1.5,"start":"a"}'),
    says: 'json: cannot unmarshal number 1.5 into Go struct field continueToken.rv of type int64',
  },
  {
    token: tokenOf('{"v":"meta.k8s.io/v1","rv":0,"start":"a"}'),
    says: 'incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
  },
  {
    token: tokenOf('{"v":"meta.k8s.io/v1","rv":1}'),
    says: 'encoded start key empty (version meta.k8s.io/v1)',
  },
  { token: tokenOf('{"v":"meta.k8s.io/v1","rv":1,"start":"../other/a"}'), says: '../other/a' },
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
