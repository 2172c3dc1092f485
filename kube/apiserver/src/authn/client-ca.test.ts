import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issueCertificate } from '../server/certificate.ts'
import { readClientCa } from './client-ca.ts'

const validity = { notBefore: new Date(0), notAfter: new Date(4e12) }
const newCa = () => issueCertificate({ commonName: 'c', usage: 'ca', ...validity }).certificate

test('certificates are taken from among comments', () => {
  const [one, other] = [newCa(), newCa()]
  assert.equal(readClientCa(`# mine\n${one}\n# and yours\n${other}`), one + other)
})

test('what has no certificates, or one that is none, is refused', () => {
  assert.throws(() => readClientCa('# nothing yet'), /no PEM certificate is in it/)
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
  assert.throws(() => readClientCa(`${newCa()}${broken}`), /certificate 2 is not X.509/)
})
