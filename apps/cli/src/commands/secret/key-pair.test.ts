import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { keyPairOf, makeKeyPair } from './key-pair.ts'

const defaults = { 'ssh-key-algorithm': 'ecdsa', 'ssh-rsa-bits': 2048, 'ssh-ecdsa-curve': 'p384' } as const

const kinds = [
  { given: defaults, prefix: 'ecdsa-sha2-nistp384 ' },
  { given: { ...defaults, 'ssh-ecdsa-curve': 'p521' }, prefix: 'ecdsa-sha2-nistp521 ' },
  { given: { ...defaults, 'ssh-key-algorithm': 'ed25519' }, prefix: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI' },
  { given: { ...defaults, 'ssh-key-algorithm': 'rsa' }, prefix: 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB' },
] as const
for (const { given, prefix } of kinds) {
  test(`makeKeyPair() makes ${prefix.split(' ')[0]}, which keyPairOf() reads again`, () => {
    const pair = makeKeyPair(given)
    assert.ok(pair.publicKey.startsWith(prefix), pair.publicKey)
    assert.deepEqual(keyPairOf(pair.privateKey, ''), pair)
  })
}

test('keyPairOf() reads an encrypted key with its passphrase', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = privateKey
    .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' })
    .toString()
  assert.match(keyPairOf(pem, 'secret').publicKey, /^ecdsa-sha2-nistp256 /)
  assert.ok(createPublicKey(privateKey).equals(publicKey))
  assert.throws(() => keyPairOf(pem, ''))
})
