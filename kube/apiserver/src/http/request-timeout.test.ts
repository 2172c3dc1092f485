import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRequestInfo } from './request-info.ts'
import { requireTimeout } from './request-timeout.ts'

const infoOf = (target: string) => {
  const info = parseRequestInfo('GET', target)
  assert.ok(info)
  return info
}

for (const target of [
  '/api/v1/pods?timeout=1m30s',
  '/api/v1/pods?timeout=-1s',
  '/api/v1/pods?timeout=0',
  '/api/v1/pods?timeout=',
  '/api/v1/pods?watch=1&timeout=never',
  '/api/v1/namespaces/a/pods/p/log?timeout=never',
]) {
  test(`requireTimeout() lets ${target} pass`, () => requireTimeout(infoOf(target)))
}

const refused = [
  { timeout: 'soon', says: 'invalid duration "soon"' },
  { timeout: '5', says: 'missing unit in duration "5"' },
  { timeout: '1m5', says: 'missing unit in duration "1m5"' },
  { timeout: '3y', says: 'unknown unit "y" in duration "3y"' },
]
for (const { timeout, says } of refused) {
  test(`requireTimeout() refuses ${timeout}`, () => {
    assert.throws(() => requireTimeout(infoOf(`/version?timeout=${timeout}`)), {
      code: 400,
      message: `invalid timeout specified in the request URL - time: ${says}`,
    })
  })
}
