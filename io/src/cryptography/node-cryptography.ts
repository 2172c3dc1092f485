import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  scryptSync,
  sign,
} from 'node:crypto'
import type { Cryptography, KeyKind } from '@sluice/helm'

/** Cryptography as the platform has it. */
export const nodeCryptography: Cryptography = {
  generateKey,
  publicKey: privateKey =>
    new Uint8Array(createPublicKey(readKey(privateKey)).export({ format: 'der', type: 'spki' })),
  sign: (data, privateKey, hash) => new Uint8Array(sign(hash, data, readKey(privateKey))),
  scrypt: (password, salt, { cost, blockSize, parallelization, length }) =>
    new Uint8Array(
      scryptSync(password, salt, length, {
        cost,
        blockSize,
        parallelization,
        maxmem: 256 * cost * blockSize,
      }),
    ),
  encryptAesCbc: (key, iv, text) => {
    const cipher = createCipheriv('aes-256-cbc', key, iv)
    return new Uint8Array(Buffer.concat([cipher.update(text), cipher.final()]))
  },
  decryptAesCbc: (key, iv, encrypted) => {
    const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
    return new Uint8Array(Buffer.concat([decipher.update(encrypted), decipher.final()]))
  },
}

function generateKey(kind: KeyKind): Uint8Array {
  const key = generateKeyObject(kind).export({ format: 'der', type: 'pkcs8' })
  return new Uint8Array(key)
}

function generateKeyObject(kind: KeyKind): KeyObject {
  switch (kind.type) {
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: kind.bits }).privateKey
    case 'dsa':
      return generateKeyPairSync('dsa', { modulusLength: kind.bits, divisorLength: kind.divisorBits })
        .privateKey
    case 'ec':
      return generateKeyPairSync('ec', { namedCurve: kind.curve }).privateKey
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey
  }
}

function readKey(privateKey: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
}
