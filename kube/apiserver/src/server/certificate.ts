import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import { isIPv4 } from 'node:net'
import { bits, bool, explicit, implicit, integer, octets, oid, sequence, set, time, utf8 } from './der.ts'

/** A certificate with its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string
  readonly key: string
}

export interface CertificateRequest {
  readonly commonName: string
  /** Kubernetes reads them as the groups of a user. */
  readonly organizations?: readonly string[]
  /** DNS names and IP addresses. */
  readonly hosts?: readonly string[]
  readonly usage: 'ca' | 'server' | 'client'
  readonly notBefore: Date
  readonly notAfter: Date
  /** Undefined: self-signed. */
  readonly issuer?: { readonly commonName: string; readonly keyPair: KeyPair }
}

/** Makes a P-256 key and a certificate for it (RFC 5280). */
export function issueCertificate(request: CertificateRequest): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    certificate: certificateFor(publicKey, request, privateKey),
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))

/** Signs a certificate for a key that someone else holds, or (self-signed) for `ownKey`. */
export function certificateFor(
  publicKey: KeyObject,
  request: CertificateRequest,
  ownKey?: KeyObject,
): string {
  const signer = request.issuer ? createPrivateKey(request.issuer.keyPair.key) : ownKey
  if (!signer) throw new TypeError('a certificate needs an issuer or its own private key')
  const serial = randomBytes(16)
  serial[0] = (serial[0] ?? 0) & 0x7f
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    nameOf(request.issuer?.commonName ?? request.commonName, []),
    sequence(time(request.notBefore), time(request.notAfter)),
    nameOf(request.commonName, request.organizations ?? []),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions(publicKey, signer, request))),
  )
  const signature = sign('sha256', body, signer)
  return pem('CERTIFICATE', sequence(body, ecdsaWithSha256, bits(signature)))
}

function nameOf(commonName: string, organizations: readonly string[]): Buffer {
  const attribute = (type: string, value: string) => set(sequence(oid(type), utf8(value)))
  return sequence(...organizations.map(each => attribute('2.5.4.10', each)), attribute('2.5.4.3', commonName))
}

/** RFC 5280 §4.2: constraints, usages, key identifiers, alternative names. */
function extensions(publicKey: KeyObject, signer: KeyObject, request: CertificateRequest): Buffer[] {
  const { usage, hosts = [] } = request
  const extension = (id: string, critical: boolean, value: Buffer) =>
    sequence(oid(id), ...(critical ? [bool(true)] : []), octets(value))
  const isCa = usage === 'ca'
  return [
    extension('2.5.29.19', true, isCa ? sequence(bool(true)) : sequence()),
    extension('2.5.29.15', true, isCa ? bits(Buffer.from([0xa6]), 1) : bits(Buffer.from([0xa0]), 5)),
    extension('2.5.29.14', false, octets(keyIdentifier(publicKey))),
    extension('2.5.29.35', false, sequence(implicit(0, keyIdentifier(createPublicKey(signer))))),
    ...(isCa
      ? []
      : [extension('2.5.29.37', false, sequence(oid(`1.3.6.1.5.5.7.3.${usage === 'server' ? 1 : 2}`)))]),
    ...(hosts.length > 0 ? [extension('2.5.29.17', false, sequence(...hosts.map(generalName)))] : []),
  ]
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
}

function generalName(host: string): Buffer {
  if (isIPv4(host)) return implicit(7, Buffer.from(host.split('.').map(Number)))
  // No name has a colon; and Node's pattern of such addresses takes longer to compile than both keys to make.
  if (host.includes(':')) return implicit(7, addressBytes(host))
  return implicit(2, Buffer.from(host, 'ascii'))
}

function addressBytes(address: string): Buffer {
  const [head = '', tail = ''] = address.split('::')
  const groups = (text: string) => (text ? text.split(':').map(group => Number.parseInt(group, 16)) : [])
  const left = groups(head)
  const right = address.includes('::') ? groups(tail) : []
  const all = [...left, ...Array(8 - left.length - right.length).fill(0), ...right]
  return Buffer.from(all.flatMap(group => [group >> 8, group & 0xff]))
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
