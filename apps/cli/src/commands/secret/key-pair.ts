import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import type { Values } from '../../parser/flags.ts'
import type { sshFlags } from './ssh-flags.ts'
import { authorizedKey, authorizedKeyOfBlob, blobOfOpensshKey, publicBlob, sshString } from './ssh-wire.ts'

/** An SSH key: the private part as PEM, the public one as a line of `authorized_keys`. */
export interface KeyPair {
  readonly privateKey: string
  readonly publicKey: string
}

const curves = { p256: 'P-256', p384: 'P-384', p521: 'P-521' } as const

/** Makes a key as the flags ask. */
export function makeKeyPair(given: Values<typeof sshFlags>): KeyPair {
  if (given['ssh-key-algorithm'] === 'ed25519') {
    const pair = generateKeyPairSync('ed25519')
    return {
      privateKey: opensshPem(pair.privateKey, pair.publicKey),
      publicKey: authorizedKey(pair.publicKey),
    }
  }
  const pair =
    given['ssh-key-algorithm'] === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: given['ssh-rsa-bits'] })
      : generateKeyPairSync('ec', { namedCurve: curves[given['ssh-ecdsa-curve']] })
  return {
    privateKey: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKey: authorizedKey(pair.publicKey),
  }
}

/** The pair of a private key in PEM or in OpenSSH's format. @throws Error if it cannot be read */
export function keyPairOf(privateKey: string, passphrase: string): KeyPair {
  const blob = blobOfOpensshKey(privateKey)
  if (blob) return { privateKey, publicKey: authorizedKeyOfBlob(blob) }
  const key = createPrivateKey({ key: privateKey, ...(passphrase ? { passphrase } : {}) })
  return { privateKey, publicKey: authorizedKey(createPublicKey(key)) }
}

/** OpenSSH reads Ed25519 keys in its own format only (PROTOCOL.key). */
function opensshPem(privateKey: KeyObject, publicKey: KeyObject): string {
  const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url')
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const check = randomBytes(4)
  const secret = [
    check,
    check,
    sshString('ssh-ed25519'),
    sshString(point),
    sshString(Buffer.concat([seed, point])),
    sshString(''),
  ]
  const length = secret.reduce((sum, part) => sum + part.length, 0)
  const padding = Buffer.from(Array.from({ length: (8 - (length % 8)) % 8 }, (_, i) => i + 1))
  const none = [sshString('none'), sshString('none'), sshString('')]
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0', 'latin1'),
    ...none,
    Buffer.from([0, 0, 0, 1]),
    sshString(publicBlob(publicKey)),
    sshString(Buffer.concat([...secret, padding])),
  ])
  const lines = body.toString('base64').match(/.{1,70}/g) ?? []
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`
}
