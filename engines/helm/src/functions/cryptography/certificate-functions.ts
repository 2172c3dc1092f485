import { type FunctionMap, GoFunction, type GoList, goString } from '@sluice/gotemplate'
import { decodeBase64 } from '../encodings/base64.ts'
import type { FunctionEnvironment } from '../environment.ts'
import { type CertificateTemplate, createCertificate, parseCertificate, type Signer } from './certificate.ts'
import { readAddresses, readDnsNames } from './certificate-names.ts'
import { CertificateObject } from './certificate-object.ts'
import type { Cryptography, KeyKind } from './cryptography.ts'
import { findPem, formatPem } from './pem.ts'
import { createPrivateKey, type PrivateKey, parsePrivateKey } from './private-key.ts'

type Outside = Pick<FunctionEnvironment, 'now' | 'randomBytes'>

const certificateType = { go: 'sprig.certificate' } as const
const newKeys: Readonly<Record<string, KeyKind>> = {
  '': { type: 'rsa', bits: 4096 },
  rsa: { type: 'rsa', bits: 4096 },
  dsa: { type: 'dsa', bits: 2048, divisorBits: 256 },
  ecdsa: { type: 'ec', curve: 'P-256' },
  ed25519: { type: 'ed25519' },
}

/** Sprig's functions for keys and certificates. */
export function certificateFunctions(outside: Outside, cryptography: Cryptography): FunctionMap {
  const newKey = () => createPrivateKey({ type: 'rsa', bits: 2048 }, cryptography)
  const givenKey = (pem: string) => orSay('parsing private key', () => parsePrivateKey(pem, cryptography))
  const issue = (request: Request, key: PrivateKey, authority?: CertificateObject) =>
    issueCertificate(request, { key, authority, outside, cryptography })
  return {
    genPrivateKey: new GoFunction(['string'], (type: string) => {
      const kind = Object.hasOwn(newKeys, type) ? newKeys[type] : undefined
      return kind ? formatPem(createPrivateKey(kind, cryptography).pem) : `Unknown type ${type}`
    }),
    genCA: new GoFunction(['string', 'int'], (name: string, days: number) =>
      issue({ name, days, isAuthority: true }, newKey()),
    ),
    genCAWithKey: new GoFunction(['string', 'int', 'string'], (name: string, days: number, pem: string) =>
      issue({ name, days, isAuthority: true }, givenKey(pem)),
    ),
    genSelfSignedCert: new GoFunction(['string', 'list', 'list', 'int'], (...request: NameArguments) =>
      issue(requestOf(request), newKey()),
    ),
    genSelfSignedCertWithKey: new GoFunction(
      ['string', 'list', 'list', 'int', 'string'],
      (...[name, ips, names, days, pem]: [...NameArguments, string]) =>
        issue(requestOf([name, ips, names, days]), givenKey(pem)),
    ),
    genSignedCert: new GoFunction(
      ['string', 'list', 'list', 'int', certificateType],
      (...[name, ips, names, days, authority]: [...NameArguments, CertificateObject]) =>
        issue(requestOf([name, ips, names, days]), newKey(), authority),
    ),
    genSignedCertWithKey: new GoFunction(
      ['string', 'list', 'list', 'int', certificateType, 'string'],
      (...[name, ips, names, days, authority, pem]: [...NameArguments, CertificateObject, string]) =>
        issue(requestOf([name, ips, names, days]), givenKey(pem), authority),
    ),
    buildCustomCert: new GoFunction(['string', 'string'], (certificate: string, key: string) =>
      buildCustomCertificate(certificate, key, cryptography),
    ),
  }
}

/** A name, IP addresses, further names, days. */
type NameArguments = [name: string, ips: GoList | null, names: GoList | null, days: number]

interface Request {
  readonly name: string
  readonly days: number
  readonly isAuthority: boolean
  readonly ips?: GoList | null
  readonly names?: GoList | null
}

function requestOf([name, ips, names, days]: NameArguments): Request {
  return { name, ips, names, days, isAuthority: false }
}

interface Issue {
  readonly key: PrivateKey
  readonly authority: CertificateObject | undefined
  readonly outside: Outside
  readonly cryptography: Cryptography
}

function issueCertificate(
  request: Request,
  { key, authority, outside, cryptography }: Issue,
): CertificateObject {
  const signer = authority ? signerOf(authority, cryptography) : { key }
  const template = templateOf(request, outside)
  const bytes = orSay('error creating certificate', () =>
    createCertificate(template, { key, signer }, cryptography),
  )
  return new CertificateObject(formatPem({ type: 'CERTIFICATE', bytes }), formatPem(key.pem))
}

function signerOf(authority: CertificateObject, cryptography: Cryptography): Signer {
  const block = findPem(authority.certificate)
  if (!block) throw new Error('unable to decode certificate')
  const certificate = orSay('error parsing certificate: decodedSignerCert.Bytes', () =>
    parseCertificate(block.bytes),
  )
  const key = orSay('error parsing private key', () => parsePrivateKey(authority.key, cryptography))
  return { certificate, key }
}

const day = 24 * 60 * 60 * 1000

function templateOf(request: Request, outside: Outside): CertificateTemplate {
  const addresses = readAddresses(request.ips ?? null)
  const dnsNames = readDnsNames(request.names ?? null)
  const notBefore = outside.now()
  const serial = outside.randomBytes(16).reduce((value, byte) => value * 256n + BigInt(byte), 0n)
  const notAfter = new Date(notBefore.getTime() + request.days * day)
  return {
    serial,
    commonName: request.name,
    notBefore,
    notAfter,
    isAuthority: request.isAuthority,
    dnsNames,
    addresses,
  }
}

function buildCustomCertificate(
  certificate: string,
  key: string,
  cryptography: Cryptography,
): CertificateObject {
  const certificatePem = decodeOr('unable to decode base64 certificate', certificate)
  const keyPem = decodeOr('unable to decode base64 private key', key)
  const block = findPem(certificatePem)
  if (!block) throw new Error('unable to decode certificate')
  orSay('error parsing certificate: decodedCert.Bytes', () => parseCertificate(block.bytes))
  orSay('error parsing private key', () => parsePrivateKey(keyPem, cryptography))
  return new CertificateObject(certificatePem, keyPem)
}

function decodeOr(message: string, text: string): string {
  try {
    return goString(decodeBase64(text))
  } catch (error) {
    if (error instanceof Error) throw new Error(message)
    throw error
  }
}

function orSay<T>(attempt: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof Error) throw new Error(`${attempt}: ${error.message}`)
    throw error
  }
}
