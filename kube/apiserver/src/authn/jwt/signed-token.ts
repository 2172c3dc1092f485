/** JSON Web Tokens in compact form (RFC 7515, 7519): reading and checking signatures. @module */
import { constants, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import { textAt } from '../../strategy/values/read.ts'

/** A token that was read, and of which nothing is known to be true. */
export interface SignedToken {
  readonly algorithm: string
  readonly keyId: string
  readonly claims: JsonObject
  readonly signed: Buffer
  readonly signature: Buffer
}

/** The longest token that is looked at. */
const longest = 64 * 1024

/** Reads a token; undefined where the text is none. */
export function readToken(text: string): SignedToken | undefined {
  if (text.length > longest) return undefined
  const [head = '', body = '', signature = '', ...more] = text.split('.')
  const header = decoded(head)
  const claims = decoded(body)
  if (!header || !claims || !signature || more.length > 0) return undefined
  return {
    algorithm: textAt(header, 'alg'),
    keyId: textAt(header, 'kid'),
    claims,
    signed: Buffer.from(`${head}.${body}`),
    signature: Buffer.from(signature, 'base64url'),
  }
}

function decoded(part: string): JsonObject | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return undefined
  try {
    const value = parseJson(Buffer.from(part, 'base64url').toString())
    return isJsonObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

interface Algorithm {
  readonly hash: string
  readonly type: 'rsa' | 'ec'
  readonly curve?: string
  readonly isPss?: boolean
}

const algorithms: Readonly<Record<string, Algorithm>> = {
  ES256: { hash: 'sha256', type: 'ec', curve: 'prime256v1' },
  ES384: { hash: 'sha384', type: 'ec', curve: 'secp384r1' },
  ES512: { hash: 'sha512', type: 'ec', curve: 'secp521r1' },
  PS256: { hash: 'sha256', type: 'rsa', isPss: true },
  PS384: { hash: 'sha384', type: 'rsa', isPss: true },
  PS512: { hash: 'sha512', type: 'rsa', isPss: true },
  RS256: { hash: 'sha256', type: 'rsa' },
  RS384: { hash: 'sha384', type: 'rsa' },
  RS512: { hash: 'sha512', type: 'rsa' },
}

/** The algorithms that signatures are taken in. */
export const knownAlgorithms: readonly string[] = Object.keys(algorithms)

/** A public key of an issuer. */
export interface IssuerKey {
  readonly id: string
  readonly key: KeyObject
}

/** Reads an entry of a key set (RFC 7517); undefined for a key that signs nothing we know. */
export function readKey(entry: JsonObject): IssuerKey | undefined {
  if (!['RSA', 'EC'].includes(textAt(entry, 'kty')) || textAt(entry, 'use') === 'enc') return undefined
  const { kty, n, e, crv, x, y } = entry as JsonWebKey
  try {
    return {
      id: textAt(entry, 'kid'),
      key: createPublicKey({ key: { kty, n, e, crv, x, y }, format: 'jwk' }),
    }
  } catch {
    // Whatever is wrong with one key, the others are still good.
    return undefined
  }
}

/** Whether one of the keys made the signature; a key id in the token must be the key's. */
export function isSignedBy(token: SignedToken, keys: readonly IssuerKey[]): boolean {
  const algorithm = algorithms[token.algorithm]
  if (!algorithm) return false
  return keys.some(({ id, key }) => (!token.keyId || token.keyId === id) && verifies(token, algorithm, key))
}

function verifies({ signed, signature }: SignedToken, algorithm: Algorithm, key: KeyObject): boolean {
  const { hash, type, curve, isPss } = algorithm
  if (key.asymmetricKeyType !== type) return false
  if (curve) {
    if (key.asymmetricKeyDetails?.namedCurve !== curve) return false
    return verify(hash, signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
  }
  const padding = isPss ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  const saltLength = constants.RSA_PSS_SALTLEN_AUTO
  return verify(hash, signed, { key, padding, ...(isPss ? { saltLength } : {}) }, signature)
}
