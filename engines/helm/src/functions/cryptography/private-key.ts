import type { Cryptography, KeyKind } from './cryptography.ts'
import {
  bitString,
  type DerNode,
  equalBytes,
  integer,
  octets,
  oid,
  readElement,
  readElements,
  readInteger,
  sequence,
  tag,
  tagged,
} from './der.ts'
import { findPem, type PemBlock } from './pem.ts'

/** A private key: in the one form cryptography takes, and in the one that Go writes. */
export interface PrivateKey {
  readonly type: 'rsa' | 'dsa' | 'ec' | 'ed25519'
  readonly pkcs8: Uint8Array
  readonly pem: PemBlock
}

const oids = {
  rsa: oid('1.2.840.113549.1.1.1'),
  dsa: oid('1.2.840.10040.4.1'),
  ec: oid('1.2.840.10045.2.1'),
  ed25519: oid('1.3.101.112'),
} as const
const zero = integer(0n)
const nothing = Uint8Array.of(tag.nothing, 0)

/** A new key. */
export function createPrivateKey(kind: KeyKind, cryptography: Cryptography): PrivateKey {
  return fromPkcs8(cryptography.generateKey(kind), cryptography)
}

/** The first key in a PEM text. @throws Error in Go's words */
export function parsePrivateKey(text: string, cryptography: Cryptography): PrivateKey {
  const block = findPem(text)
  if (!block) throw new Error('no PEM data in input')
  if (block.type === 'PRIVATE KEY')
    return orSay('decoding PEM as PKCS#8', () => fromPkcs8(block.bytes, cryptography))
  if (!block.type.endsWith(' PRIVATE KEY')) {
    throw new Error(`no private key data in PEM block of type ${block.type}`)
  }
  const name = block.type.slice(0, -' PRIVATE KEY'.length)
  switch (name) {
    case 'RSA':
      return orSay('parsing RSA private key from PEM', () => fromPkcs1(block.bytes, cryptography))
    case 'EC':
      return orSay('parsing EC private key from PEM', () => fromPkcs8(sec1ToPkcs8(block.bytes), cryptography))
    case 'DSA':
      return orSay('parsing DSA private key from PEM', () => fromDsa(block.bytes))
    default:
      throw new Error(`invalid private key type ${block.type}`)
  }
}

function orSay<T>(attempt: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof Error) throw new Error(`${attempt}: ${error.message}`)
    throw error
  }
}

/** RFC 5208: version, algorithm with its parameters, key. */
function fromPkcs8(pkcs8: Uint8Array, cryptography: Cryptography): PrivateKey {
  const [, algorithm, content] = readElements(readElement(pkcs8).contents)
  const [name, parameters] = algorithm ? readElements(algorithm.contents) : []
  if (!content || !name) throw new Error('x509: failed to parse private key')
  if (equalBytes(name.whole, oids.rsa)) {
    return { type: 'rsa', pkcs8, pem: { type: 'RSA PRIVATE KEY', bytes: content.contents } }
  }
  if (equalBytes(name.whole, oids.ec)) return fromEc(pkcs8, { content, parameters, cryptography })
  if (equalBytes(name.whole, oids.dsa)) return fromDsaPkcs8(pkcs8, content, parameters)
  if (equalBytes(name.whole, oids.ed25519))
    return { type: 'ed25519', pkcs8, pem: { type: 'PRIVATE KEY', bytes: pkcs8 } }
  throw new Error('x509: PKCS#8 wrapping contained private key with unknown algorithm')
}

function fromPkcs1(pkcs1: Uint8Array, cryptography: Cryptography): PrivateKey {
  const pkcs8 = sequence(zero, sequence(oids.rsa, nothing), octets(pkcs1))
  cryptography.publicKey(pkcs8)
  return { type: 'rsa', pkcs8, pem: { type: 'RSA PRIVATE KEY', bytes: pkcs1 } }
}

interface EcParts {
  readonly content: DerNode
  readonly parameters: DerNode | undefined
  readonly cryptography: Cryptography
}

/** RFC 5915, with the curve and the public key, both of which are optional there. */
function fromEc(pkcs8: Uint8Array, { content, parameters, cryptography }: EcParts): PrivateKey {
  const [, secret] = readElements(readElement(content.contents).contents)
  const [, point] = readElements(readElement(cryptography.publicKey(pkcs8)).contents)
  if (!secret || !point || !parameters) throw new Error('x509: failed to parse EC private key')
  const bytes = sequence(
    integer(1n),
    secret.whole,
    tagged(0, parameters.whole, true),
    tagged(1, bitString(point.contents.subarray(1)), true),
  )
  return { type: 'ec', pkcs8, pem: { type: 'EC PRIVATE KEY', bytes } }
}

function sec1ToPkcs8(sec1: Uint8Array): Uint8Array {
  const curve = readElements(readElement(sec1).contents).find(node => node.type === 0xa0)
  if (!curve) throw new Error('x509: unknown elliptic curve')
  return sequence(zero, sequence(oids.ec, curve.contents), octets(sec1))
}

/** OpenSSL's form of a DSA key: version, p, q, g, public key, private key. */
function fromDsaPkcs8(pkcs8: Uint8Array, content: DerNode, parameters: DerNode | undefined): PrivateKey {
  const [p = 0n, q = 0n, g = 0n] = readElements(parameters?.contents ?? new Uint8Array()).map(node =>
    readInteger(node.contents),
  )
  const x = readInteger(readElement(content.contents).contents)
  const numbers = [0n, p, q, g, power(g, x, p), x]
  return { type: 'dsa', pkcs8, pem: { type: 'DSA PRIVATE KEY', bytes: sequence(...numbers.map(integer)) } }
}

function fromDsa(bytes: Uint8Array): PrivateKey {
  const numbers = readElements(readElement(bytes).contents)
  const [, p, q, g, , x] = numbers.map(node => node.whole)
  if (!p || !q || !g || !x) throw new Error('asn1: syntax error: sequence truncated')
  const pkcs8 = sequence(zero, sequence(oids.dsa, sequence(p, q, g)), octets(x))
  return { type: 'dsa', pkcs8, pem: { type: 'DSA PRIVATE KEY', bytes } }
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}
