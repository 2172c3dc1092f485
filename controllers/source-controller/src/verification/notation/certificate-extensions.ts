import type { X509Certificate } from 'node:crypto'
import { type DerValue, readDer } from './der.ts'

/** One extension of a certificate (RFC 5280, section 4.2). */
interface Extension {
  readonly isCritical: boolean
  /** DER of the value. */
  readonly value: Buffer
}

const tags = { boolean: 0x01, octets: 0x04, oid: 0x06, extensions: 0xa3 } as const
const oids = { keyUsage: '551d0f', crl: '551d1f' } as const

/** A bit of the key usage extension, by its number there. */
const keyUsageBits = [
  'DigitalSignature',
  'ContentCommitment',
  'KeyEncipherment',
  'DataEncipherment',
  'KeyAgreement',
  'CertSign',
  'CRLSign',
  'EncipherOnly',
  'DecipherOnly',
] as const

/** What a key may be used for; undefined if the certificate does not say. */
export function keyUsageOf(
  certificate: X509Certificate,
): { readonly isCritical: boolean; readonly usages: readonly string[] } | undefined {
  const extension = extensionsOf(certificate).get(oids.keyUsage)
  if (!extension) return undefined
  const [bits] = readDer(extension.value)
  const bytes = bits?.content.subarray(1) ?? Buffer.alloc(0)
  const isSet = (bit: number) => (((bytes[bit >> 3] ?? 0) << (bit & 7)) & 0x80) !== 0
  return { isCritical: extension.isCritical, usages: keyUsageBits.filter((_, bit) => isSet(bit)) }
}

/** Whether the certificate names a place that would know of its revocation. */
export function isRevocable(certificate: X509Certificate): boolean {
  const extensions = extensionsOf(certificate)
  return extensions.has(oids.crl) || (certificate.infoAccess?.includes('OCSP') ?? false)
}

function extensionsOf(certificate: X509Certificate): ReadonlyMap<string, Extension> {
  const [outer] = readDer(certificate.raw)
  const [toBeSigned] = outer ? readDer(outer.content) : []
  const fields = toBeSigned ? readDer(toBeSigned.content) : []
  const [list] = readDer(fields.find(({ tag }) => tag === tags.extensions)?.content ?? Buffer.alloc(0))
  return new Map((list ? readDer(list.content) : []).flatMap(readExtension))
}

function readExtension({ content }: DerValue): readonly [string, Extension][] {
  const parts = readDer(content)
  const oid = parts.find(({ tag }) => tag === tags.oid)
  const value = parts.find(({ tag }) => tag === tags.octets)
  if (!oid || !value) return []
  const isCritical = parts.some(({ tag, content }) => tag === tags.boolean && content[0] !== 0)
  return [[oid.content.toString('hex'), { isCritical, value: value.content }]]
}
