import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskSops } from './mask-sops.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const secret = (parts: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...parts })

test('maskSops() hides every value of an encrypted Secret and drops its keys', () => {
  const encrypted = secret({
    data: { a: 'eA==' },
    stringData: { b: 'ENC[x]' },
    sops: { mac: 'ENC[AES256]', lastmodified: 'now' },
  })
  assert.deepEqual(
    maskSops(encrypted),
    secret({ data: { a: base64('**SOPS**') }, stringData: { b: '**SOPS**' } }),
  )
})

test('maskSops() hides values that hold ciphertext', () => {
  const text = base64('{"sops":{"mac":"ENC[x]"}}')
  assert.deepEqual(
    maskSops(secret({ data: { a: text, b: 'eA==' } })),
    secret({ data: { a: base64('**SOPS**'), b: 'eA==' } }),
  )
})

test('maskSops() leaves other resources alone', () => {
  const plain = secret({ data: { a: 'eA==' } })
  assert.deepEqual(maskSops(plain), plain)
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: 'sops ENC[' } }
  assert.equal(maskSops(config), config)
})
