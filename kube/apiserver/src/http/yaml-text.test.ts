import assert from 'node:assert/strict'
import { test } from 'node:test'
import { yamlText } from './yaml-text.ts'

const texts = [
  { hex: '613a20c3a9', is: 'a: é' },
  { hex: 'fffe61003a00', is: 'a:' },
  { hex: 'feff0061003a', is: 'a:' },
]
for (const { hex, is } of texts) {
  test(`yamlText() reads ${hex}`, () => assert.equal(yamlText(Buffer.from(hex, 'hex')), is))
}

const refused = [
  { hex: 'fffe61', says: 'incomplete UTF-16 character' },
  { hex: '61ff', says: 'invalid leading UTF-8 octet' },
  { hex: '61c3', says: 'incomplete UTF-8 octet sequence' },
  { hex: 'c361', says: 'invalid trailing UTF-8 octet' },
  { hex: 'c080', says: 'invalid length of a UTF-8 sequence' },
  { hex: 'eda080', says: 'invalid Unicode character' },
  { hex: '1f8b', says: 'control characters are not allowed' },
]
for (const { hex, says } of refused) {
  test(`yamlText() refuses ${hex}`, () => {
    assert.throws(() => yamlText(Buffer.from(hex, 'hex')), { message: says })
  })
}
