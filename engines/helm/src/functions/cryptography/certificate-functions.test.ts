import assert from 'node:assert/strict'
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { nodeCryptography } from '@sluice/io/cryptography'
import { certificateFunctions } from './certificate-functions.ts'
import { CertificateObject } from './certificate-object.ts'

const environment = {
  now: () => new Date('2030-01-02T03:04:05.678Z'),
  randomBytes: (count: number) => new Uint8Array(randomBytes(count)),
}
const functions = certificateFunctions(environment, nodeCryptography)

function call(name: string, ...args: unknown[]): CertificateObject {
  const result = functions[name]?.call(...(args as never[]))
  assert.ok(result instanceof CertificateObject)
  return result
}

const newKey = (type: string) => String(functions.genPrivateKey?.call(type as never))
const ellipticKey = newKey('ecdsa')

const keys = [
  { type: 'rsa', block: 'RSA PRIVATE KEY', is: 'rsa' },
  { type: 'dsa', block: 'DSA PRIVATE KEY', is: 'dsa' },
  { type: 'ecdsa', block: 'EC PRIVATE KEY', is: 'ec' },
  { type: 'ed25519', block: 'PRIVATE KEY', is: 'ed25519' },
]
for (const { type, block, is } of keys) {
  test(`genPrivateKey ${type} makes a key of type ${is}`, () => {
    const pem = newKey(type)
    assert.match(pem, new RegExp(`^-----BEGIN ${block}-----\n`))
    assert.equal(createPrivateKey(pem).asymmetricKeyType, is)
  })
}

test('genPrivateKey gives a message for another type', () => {
  assert.equal(newKey('quantum'), 'Unknown type quantum')
})

test('genCA makes an authority that genSignedCert signs with', () => {
  const authority = call('genCA', 'my-ca', 365)
  const signed = call('genSignedCert', 'svc', ['10.0.0.1', '::1'], ['a.b', '*.c'], 10, authority)
  const parent = new X509Certificate(authority.certificate)
  const certificate = new X509Certificate(signed.certificate)
  assert.equal(parent.ca, true)
  assert.equal(certificate.ca, false)
  assert.ok(certificate.checkIssued(parent) && certificate.verify(parent.publicKey))
  assert.ok(certificate.checkPrivateKey(createPrivateKey(signed.key)))
  assert.equal(certificate.subject, 'CN=svc')
  assert.equal(
    certificate.subjectAltName,
    'DNS:a.b, DNS:*.c, IP Address:10.0.0.1, IP Address:0:0:0:0:0:0:0:1',
  )
  assert.equal(certificate.validFrom, 'Jan  2 03:04:05 2030 GMT')
  assert.equal(certificate.validTo, 'Jan 12 03:04:05 2030 GMT')
})

for (const type of ['ecdsa', 'ed25519']) {
  test(`genCAWithKey keeps a key of type ${type}`, () => {
    const key = newKey(type)
    const authority = call('genCAWithKey', 'ca', 1, key)
    const leaf = call('genSignedCertWithKey', 'leaf', null, null, 1, authority, ellipticKey)
    assert.equal(authority.key, key)
    assert.ok(
      new X509Certificate(leaf.certificate).verify(new X509Certificate(authority.certificate).publicKey),
    )
  })
}

test('genSelfSignedCertWithKey goes past the year 2050 and takes names beyond ASCII', () => {
  const { certificate } = call('genSelfSignedCertWithKey', 'é', [], [], 9000, ellipticKey)
  const parsed = new X509Certificate(certificate)
  assert.equal(parsed.subject, 'CN=é')
  assert.equal(parsed.validTo, 'Aug 24 03:04:05 2054 GMT')
})

test('buildCustomCert takes certificate and key as they are', () => {
  const made = call('genSelfSignedCertWithKey', 'x', [], [], 1, ellipticKey)
  const built = call('buildCustomCert', btoa(made.certificate), btoa(made.key))
  assert.deepEqual([built.certificate, built.key], [made.certificate, made.key])
})

const authority = call('genCAWithKey', 'ca', 1, ellipticKey)
const failures = [
  { name: 'genCAWithKey', args: ['x', 1, 'junk'], says: 'parsing private key: no PEM data in input' },
  { name: 'genSelfSignedCert', args: ['x', ['01.2.3.4'], [], 1], says: 'error parsing ip: 01.2.3.4' },
  { name: 'genSelfSignedCert', args: ['x', [true], [], 1], says: 'error parsing ip: true is not a string' },
  {
    name: 'genSelfSignedCert',
    args: ['x', [{ a: 1 }], [], 1],
    says: 'error parsing ip: map[a:1] is not a string',
  },
  {
    name: 'genSelfSignedCert',
    args: ['x', [], [1], 1],
    says: 'error processing alternate dns name: 1 is not a string',
  },
  {
    name: 'genSelfSignedCertWithKey',
    args: ['x', [], ['é'], 1, ellipticKey],
    says: 'error creating certificate: x509: "é" cannot be encoded as an IA5String',
  },
  { name: 'buildCustomCert', args: ['!', ''], says: 'unable to decode base64 certificate' },
  { name: 'buildCustomCert', args: ['eA==', 'eA=='], says: 'unable to decode certificate' },
  {
    name: 'genSignedCertWithKey',
    args: ['x', [], [], 1, new CertificateObject(authority.certificate, newKey('ecdsa')), ellipticKey],
    says: "error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey",
  },
]
for (const { name, args, says } of failures) {
  test(`${name} fails with ${says}`, () => assert.throws(() => call(name, ...args), { message: says }))
}
