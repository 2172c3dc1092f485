import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMessage, generateKey, PrivateKey, sign } from 'openpgp'
import { OpenPgpError, readKeyring, readSignedText, signerOf, signText, verifyDetached } from './index.ts'

const made = new Date('2026-01-01T00:00:00Z')
const later = new Date('2026-01-02T00:00:00Z')

async function keyOf(name: string, keyExpirationTime = 0) {
  const { privateKey, publicKey } = await generateKey({
    userIDs: [{ name }],
    format: 'armored',
    date: made,
    keyExpirationTime,
  })
  const [key] = await readKeyring(privateKey)
  if (!(key instanceof PrivateKey)) throw new TypeError('no private key')
  return { key, ring: await readKeyring(publicKey) }
}

const payload = new TextEncoder().encode('what is signed')
const signatureBy = async (key: PrivateKey) =>
  sign({ message: await createMessage({ binary: payload }), signingKeys: key, detached: true, date: made })

test('verifyDetached() names the key that signed, and nobody for other keys or bytes', async () => {
  const { key, ring } = await keyOf('me')
  const signed = { payload, signature: await signatureBy(key) }
  assert.equal(await verifyDetached(signed, ring, later), key.getKeyID().toHex().toUpperCase())
  assert.equal(await verifyDetached(signed, (await keyOf('other')).ring, later), undefined)
  const altered = { ...signed, payload: new TextEncoder().encode('what is not') }
  assert.equal(await verifyDetached(altered, ring, later), undefined)
})

test('verifyDetached() trusts no key that has expired since', async () => {
  const { key, ring } = await keyOf('short', 3600)
  const signed = { payload, signature: await signatureBy(key) }
  assert.notEqual(await verifyDetached(signed, ring, new Date('2026-01-01T00:30:00Z')), undefined)
  assert.equal(await verifyDetached(signed, ring, later), undefined)
})

test('signText() makes what readSignedText() takes apart and signerOf() verifies', async () => {
  const { key, ring } = await keyOf('me')
  const text = await signText('one\n- two', key, { passphrase: async () => '', date: made })
  const signed = await readSignedText(text)
  assert.equal(signed?.text, 'one\n- two')
  if (!signed) throw new TypeError('no signed text')
  assert.equal((await signerOf(signed, ring, later)).getFingerprint(), key.getFingerprint())
  const { ring: others } = await keyOf('other')
  await assert.rejects(signerOf(signed, others, later), {
    name: 'OpenPgpError',
    message: 'openpgp: signature made by unknown entity',
  })
})

test('what is no keyring, signature or signed text is refused', async () => {
  await assert.rejects(readKeyring('nothing'), OpenPgpError)
  await assert.rejects(verifyDetached({ payload, signature: 'nothing' }, [], later), OpenPgpError)
  assert.equal(await readSignedText('nothing'), undefined)
})
