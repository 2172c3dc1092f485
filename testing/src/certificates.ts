/** Certificates for tests, written in DER (RFC 5280). @module */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A certificate and its private key. */
export interface Issued {
  /** DER. */
  readonly der: Buffer
  readonly pem: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
  readonly subject: Name
}

type Name = Readonly<Record<string, string>>

/** What a certificate says. Keys are of P-256. */
export interface Wanted {
  /** `C`, `ST`, `O`, `CN`; a name without attributes is allowed. */
  readonly subject: Name
  /** Itself unless given. */
  readonly issuer?: Issued
  readonly isAuthority?: boolean
  readonly from?: Date
  readonly to?: Date
  /** Numbers of bits of the key usage; none leaves the extension out. */
  readonly usages?: readonly number[]
  /** DER of further extensions. */
  readonly extensions?: readonly Buffer[]
  /** Makes one more extension of the certificate without it. */
  readonly seal?: (toBeSigned: Buffer) => Buffer
}

/** An element of DER. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  const size = content.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

/** An object identifier, by the bytes of its content. */
export function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

/** One extension. */
export function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return der(0x30, oid(id), ...(isCritical ? [der(0x01, Buffer.from([0xff]))] : []), der(0x04, value))
}

const attributes: Readonly<Record<string, string>> = {
  C: '550406',
  ST: '550408',
  O: '55040a',
  CN: '550403',
}
const ecdsaWithSha256 = der(0x30, oid('2a8648ce3d040302'))

/** Issues a certificate for a new key. */
export function issue(wanted: Wanted): Issued {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signer = wanted.issuer?.privateKey ?? privateKey
  const plain = body(wanted, publicKey, [])
  const toBeSigned = wanted.seal ? body(wanted, publicKey, [wanted.seal(plain)]) : plain
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toBeSigned, signer))
  const bytes = der(0x30, toBeSigned, ecdsaWithSha256, signature)
  const pem = `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`
  return { der: bytes, pem, publicKey, privateKey, subject: wanted.subject }
}

function body(wanted: Wanted, publicKey: KeyObject, more: readonly Buffer[]): Buffer {
  const { subject, issuer, isAuthority = false, usages = isAuthority ? [5] : [0] } = wanted
  const constraints = isAuthority
    ? [extension('551d13', der(0x30, der(0x01, Buffer.from([0xff]))), true)]
    : []
  const extensions = [
    ...constraints,
    ...(usages.length > 0 ? [extension('551d0f', bits(usages), true)] : []),
    ...(wanted.extensions ?? []),
    ...more,
  ]
  return der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name(issuer?.subject ?? subject),
    der(0x30, time(wanted.from ?? new Date('2020-01-01')), time(wanted.to ?? new Date('2049-01-01'))),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, ...extensions)),
  )
}

function bits(numbers: readonly number[]): Buffer {
  const byte = numbers.reduce((all, number) => all | (0x80 >> number), 0)
  return der(0x03, Buffer.from([0, byte]))
}

function name(subject: Name): Buffer {
  const parts = Object.entries(subject).map(([type, value]) =>
    der(0x31, der(0x30, oid(attributes[type] ?? ''), der(0x0c, Buffer.from(value)))),
  )
  return der(0x30, ...parts)
}

function time(date: Date): Buffer {
  return der(0x17, Buffer.from(`${date.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))
}
