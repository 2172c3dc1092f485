import { type FunctionMap, GoFunction, goBytes, goString } from '@sluice/gotemplate'
import { decodeBase64, encodeBase64 } from '../encodings/base64.ts'
import type { FunctionEnvironment } from '../environment.ts'
import type { Cryptography } from './cryptography.ts'
import { concat } from './der.ts'
import { derivePassword } from './derive-password.ts'

const blockSize = 16

/** Sprig's functions that encrypt, and the one that derives passwords. */
export function cipherFunctions(
  environment: Pick<FunctionEnvironment, 'randomBytes'>,
  cryptography: Cryptography,
): FunctionMap {
  return {
    encryptAES: new GoFunction(['string', 'string'], (password: string, text: string) => {
      if (text === '') return ''
      const iv = environment.randomBytes(blockSize)
      const encrypted = cryptography.encryptAesCbc(keyOf(password), iv, goBytes(text))
      return encodeBase64(concat([iv, encrypted]))
    }),
    decryptAES: new GoFunction(['string', 'string'], (password: string, text: string) =>
      text === '' ? '' : decrypt(password, decodeBase64(text), cryptography),
    ),
    derivePassword: new GoFunction(
      ['int', 'string', 'string', 'string', 'string'],
      (...[counter, type, password, user, site]: [number, string, string, string, string]) =>
        derivePassword({ counter, type, password, user, site }, cryptography),
    ),
  }
}

/** The password's first 32 bytes, or zeros after fewer. */
function keyOf(password: string): Uint8Array {
  const key = new Uint8Array(32)
  key.set(goBytes(password).subarray(0, 32))
  return key
}

/** What a wrong password gives is no error unless it makes no sense at all; then Go panics, in these words. */
function decrypt(password: string, bytes: Uint8Array, { decryptAesCbc }: Cryptography): string {
  if (bytes.length < blockSize) {
    throw new Error(`runtime error: slice bounds out of range [:${blockSize}] with capacity ${bytes.length}`)
  }
  const encrypted = bytes.subarray(blockSize)
  if (encrypted.length % blockSize !== 0) throw new Error('crypto/cipher: input not full blocks')
  if (encrypted.length === 0) throw new Error('runtime error: index out of range [-1]')
  const text = decryptAesCbc(keyOf(password), bytes.subarray(0, blockSize), encrypted)
  const end = text.length - (text.at(-1) ?? 0)
  if (end < 0) throw new Error(`runtime error: slice bounds out of range [:${end}]`)
  return goString(text.subarray(0, end))
}
