import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ImageReferenceError, parseImageReference } from './index.ts'

const digest = `sha256:${'ab'.repeat(32)}`
const good = [
  { text: 'oci://ghcr.io/acme/app', is: { registry: 'ghcr.io', path: 'acme/app' } },
  { text: 'localhost:5000/app:1.0', is: { registry: 'localhost:5000', path: 'app', tag: '1.0' } },
  { text: `r.example/a/b@${digest}`, is: { registry: 'r.example', path: 'a/b', digest } },
  { text: `r.example/ab:1@${digest}`, is: { registry: 'r.example', path: 'ab', tag: '1', digest } },
  { text: 'nginx', is: { registry: 'index.docker.io', path: 'library/nginx' } },
  { text: 'acme/app', is: { registry: 'index.docker.io', path: 'acme/app' } },
  { text: '[::1]:5000/app', is: { registry: '[::1]:5000', path: 'app' } },
]
for (const { text, is } of good) {
  test(`parseImageReference() reads ${text}`, () => assert.deepEqual(parseImageReference(text), is))
}

for (const text of [
  '',
  'UPPER/case',
  'r.example/a//b',
  'r.example/a:',
  'r.example/a@sha256:12',
  'r.example/../etc',
  'r.example/a b',
]) {
  test(`parseImageReference() refuses '${text}'`, () => {
    assert.throws(() => parseImageReference(text), ImageReferenceError)
  })
}
