import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { nodeCryptography } from '@sluice/io/cryptography'
import { cipherFunctions } from './cipher-functions.ts'
import { passwordFunctions } from './password-functions.ts'

const environment = { randomBytes: (count: number) => new Uint8Array(randomBytes(count)) }
const functions = { ...cipherFunctions(environment, nodeCryptography), ...passwordFunctions(environment) }
const call = (name: string, ...args: unknown[]) => functions[name]?.call(...(args as never[]))

for (const text of ['', 'a', 'é'.repeat(8), 'sixteen bytes ok']) {
  test(`decryptAES undoes encryptAES of ${JSON.stringify(text)}`, () => {
    assert.equal(call('decryptAES', 'secret', call('encryptAES', 'secret', text)), text)
  })
}

// biome-ignore format: a table
const refused: readonly [string, string][] = [
  ['!', 'illegal base64 data at input byte 0'],
  ['AAAA', 'runtime error: slice bounds out of range [:16] with capacity 3'],
  [btoa('x'.repeat(20)), 'crypto/cipher: input not full blocks'],
  [btoa('x'.repeat(16)), 'runtime error: index out of range [-1]'],
]
for (const [text, message] of refused) {
  test(`decryptAES of ${text} fails with ${message}`, () => {
    assert.throws(() => call('decryptAES', 'p', text), { message })
  })
}

// biome-ignore format: a table
const passwords: readonly [string, string][] = [
  ['long', 'ZedaFaxcZaso9*'], ['maximum', 'pf4zS1LjCg&LjhsZ7T2~'], ['medium', 'ZedJuz8$'], ['short', 'Zed5'],
  ['basic', 'pIS54PLs'], ['pin', '6685'], ['other', 'cannot find password template other'],
]
for (const [type, password] of passwords) {
  test(`derivePassword of type ${type} is ${password}`, () => {
    assert.equal(call('derivePassword', 1, type, 'password', 'user', 'example.com'), password)
  })
}

test('htpasswd hashes with a new salt each time', () => {
  assert.match(String(call('htpasswd', 'u', 'p')), /^u:\$2a\$10\$[./A-Za-z0-9]{53}$/)
  assert.notEqual(call('bcrypt', 'p'), call('bcrypt', 'p'))
})

test('htpasswd and bcrypt give a message for what they cannot take', () => {
  assert.equal(call('htpasswd', 'a:b', 'p'), 'invalid username: a:b')
  assert.equal(
    call('bcrypt', 'é'.repeat(37)),
    'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes',
  )
})
