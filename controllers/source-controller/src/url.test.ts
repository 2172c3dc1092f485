import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseUrl } from './url.ts'

for (const text of [
  'https://example.com/x.git',
  'ssh://git@example.com:22/x',
  'http://[::1]:80/a%20b',
  'http://h/a b',
]) {
  test(`parseUrl() takes '${text}'`, () => assert.ok(parseUrl(text).host))
}

const failures: readonly [string, string][] = [
  ['http://bad host/x', 'parse "http://bad host/x": invalid character " " in host name'],
  ['http://h:x/y', 'parse "http://h:x/y": invalid port ":x" after host'],
  ['http://[::1', 'parse "http://[::1": missing \']\' in host'],
  ['http://h/%zz', 'parse "http://h/%zz": invalid URL escape "%zz"'],
  ['http://h/a\u0001', 'parse "http://h/a\\u0001": net/url: invalid control character in URL'],
]
for (const [text, message] of failures) {
  test(`parseUrl() refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseUrl(text), { name: 'UrlError', message })
  })
}
