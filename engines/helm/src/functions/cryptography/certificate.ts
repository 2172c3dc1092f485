import { createHash } from 'node:crypto'
import { goBytes } from '@sluice/gotemplate'
import type { Cryptography } from './cryptography.ts'
import {
  bitString,
  DerError,
  type DerNode,
  element,
  equalBytes,
  integer,
  octets,
  oid,
  readElement,
  readElements,
  sequence,
  tag,
  tagged,
} from './der.ts'
import type { PrivateKey } from './private-key.ts'
import { signatureOf } from './signature-algorithm.ts'

/** What a certificate says. */
export interface CertificateTemplate {
  readonly serial: bigint
  readonly commonName: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly isAuthority: boolean
  readonly dnsNames: readonly string[]
  /** Four or sixteen bytes each. */
  readonly addresses: readonly Uint8Array[]
}

/** Who signs; the certificate is absent for one that signs itself. */
export interface Signer {
  readonly key: PrivateKey
  readonly certificate?: ParsedCertificate
}

/** What signing takes from the certificate of the authority. */
export interface ParsedCertificate {
  readonly subject: Uint8Array
  readonly publicKey: Uint8Array
  readonly subjectKeyId: Uint8Array | undefined
}

const oids = {
  commonName: oid('2.5.4.3'),
  subjectKeyId: oid('2.5.29.14'),
  keyUsage: oid('2.5.29.15'),
  subjectAltName: oid('2.5.29.17'),
  basicConstraints: oid('2.5.29.19'),
  authorityKeyId: oid('2.5.29.35'),
  extendedKeyUsage: oid('2.5.29.37'),
  serverAuth: oid('1.3.6.1.5.5.7.3.1'),
  clientAuth: oid('1.3.6.1.5.5.7.3.2'),
} as const
const yes = element(tag.boolean, Uint8Array.of(0xff))

/** A signed certificate in DER, with the fields and extensions in Go's order. @throws Error in Go's words */
export function createCertificate(
  template: CertificateTemplate,
  { key, signer }: { readonly key: PrivateKey; readonly signer: Signer },
  cryptography: Cryptography,
): Uint8Array {
  if (signer.key.type === 'dsa') {
    throw new Error('x509: certificate private key does not implement crypto.Signer')
  }
  const { algorithm, hash } = signatureOf(signer.key)
  if (key.type === 'dsa') throw new Error('x509: unsupported public key type: *dsa.PublicKey')
  const signerKey = cryptography.publicKey(signer.key.pkcs8)
  if (signer.certificate && !equalBytes(signer.certificate.publicKey, signerKey)) {
    throw new Error("x509: provided PrivateKey doesn't match parent's PublicKey")
  }
  const publicKey = cryptography.publicKey(key.pkcs8)
  const subject = nameOf(template.commonName)
  const issuer = signer.certificate?.subject ?? subject
  const authorityKeyId = equalBytes(issuer, subject) ? undefined : signer.certificate?.subjectKeyId
  const extensions = extensionsOf(template, { publicKey, authorityKeyId })
  const contents = sequence(
    tagged(0, integer(2n), true),
    integer(template.serial),
    algorithm,
    issuer,
    sequence(timeOf(template.notBefore), timeOf(template.notAfter)),
    subject,
    publicKey,
    tagged(3, sequence(...extensions), true),
  )
  return sequence(contents, algorithm, bitString(cryptography.sign(contents, signer.key.pkcs8, hash)))
}

/** Reads what signing needs. @throws Error in Go's words */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  const fields = fieldsOf(der)
  const at = fields[0]?.type === 0xa0 ? 1 : 0
  const [, , , , subject, publicKey] = fields.slice(at)
  if (!subject || !publicKey) throw new Error('x509: malformed tbs certificate')
  const extensions = fields.find(field => field.type === 0xa3)
  return {
    subject: subject.whole,
    publicKey: publicKey.whole,
    subjectKeyId: extensions && subjectKeyIdOf(extensions),
  }
}

function fieldsOf(der: Uint8Array): DerNode[] {
  try {
    const whole = readElement(der)
    if (whole.type !== tag.sequence) throw new DerError('not a sequence')
    if (whole.whole.length !== der.length) throw new Error('x509: trailing data')
    return readElements(readElement(whole.contents).contents)
  } catch (error) {
    if (error instanceof DerError) throw new Error('x509: malformed certificate')
    throw error
  }
}

function subjectKeyIdOf(extensions: DerNode): Uint8Array | undefined {
  for (const extension of readElements(readElement(extensions.contents).contents)) {
    const parts = readElements(extension.contents)
    const value = parts.at(-1)
    if (parts[0] && value && equalBytes(parts[0].whole, oids.subjectKeyId))
      return readElement(value.contents).contents
  }
  return undefined
}

interface KeyIds {
  readonly publicKey: Uint8Array
  readonly authorityKeyId: Uint8Array | undefined
}

function extensionsOf(template: CertificateTemplate, { publicKey, authorityKeyId }: KeyIds): Uint8Array[] {
  const { isAuthority, dnsNames, addresses } = template
  const extensions = [
    // Digital signature and key encipherment; an authority signs certificates too.
    extension(
      oids.keyUsage,
      isAuthority ? bitString(Uint8Array.of(0xa4), 2) : bitString(Uint8Array.of(0xa0), 5),
      true,
    ),
    extension(oids.extendedKeyUsage, sequence(oids.serverAuth, oids.clientAuth), false),
    extension(oids.basicConstraints, isAuthority ? sequence(yes) : sequence(), true),
  ]
  if (isAuthority) extensions.push(extension(oids.subjectKeyId, octets(keyIdOf(publicKey)), false))
  if (authorityKeyId) {
    extensions.push(extension(oids.authorityKeyId, sequence(tagged(0, authorityKeyId, false)), false))
  }
  if (dnsNames.length + addresses.length > 0) {
    const names = [...dnsNames.map(dnsName), ...addresses.map(address => tagged(7, address, false))]
    extensions.push(extension(oids.subjectAltName, sequence(...names), template.commonName === ''))
  }
  return extensions
}

function extension(name: Uint8Array, value: Uint8Array, isCritical: boolean): Uint8Array {
  return isCritical ? sequence(name, yes, octets(value)) : sequence(name, octets(value))
}

/** RFC 7093, section 2, method 1. */
function keyIdOf(publicKey: Uint8Array): Uint8Array {
  const [, bits] = readElements(readElement(publicKey).contents)
  const digest = createHash('sha256').update(bits?.contents.subarray(1) ?? new Uint8Array())
  return new Uint8Array(digest.digest().subarray(0, 20))
}

function dnsName(name: string): Uint8Array {
  const bytes = goBytes(name)
  if (bytes.some(byte => byte >= 0x80)) {
    throw new Error(`x509: ${JSON.stringify(name)} cannot be encoded as an IA5String`)
  }
  return tagged(2, bytes, false)
}

const printable = /^[A-Za-z0-9'()+,\-./ :=?]*$/

function nameOf(commonName: string): Uint8Array {
  if (commonName === '') return sequence()
  const type = printable.test(commonName) ? tag.printable : tag.utf8
  return sequence(element(tag.set, sequence(oids.commonName, element(type, goBytes(commonName)))))
}

/** Two digits of the year until 2049, four from then on. */
function timeOf(date: Date): Uint8Array {
  const text = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
  const year = date.getUTCFullYear()
  const isShort = year >= 1950 && year < 2050
  const bytes = new TextEncoder().encode(isShort ? text.slice(2) : text)
  return element(isShort ? tag.utcTime : tag.generalizedTime, bytes)
}
