import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { issueCertificate } from './certificate.ts'

const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2051-01-01T00:00:00Z') }

test('issueCertificate() makes a CA that vouches for what it signs', () => {
  const ca = issueCertificate({ commonName: 'some-ca', usage: 'ca', ...validity })
  const served = issueCertificate({
    commonName: 'server',
    hosts: ['example.test', '127.0.0.1', '::1'],
    usage: 'server',
    issuer: { commonName: 'some-ca', keyPair: ca },
    ...validity,
  })

  const root = new X509Certificate(ca.certificate)
  const leaf = new X509Certificate(served.certificate)

  assert.equal(root.ca, true)
  assert.equal(leaf.ca, false)
  assert.equal(leaf.checkIssued(root), true)
  assert.equal(leaf.verify(root.publicKey), true)
  assert.equal(leaf.checkIP('127.0.0.1'), '127.0.0.1')
  assert.equal(leaf.checkIP('::1'), '::1')
  assert.equal(leaf.checkHost('example.test'), 'example.test')
  assert.equal(leaf.checkHost('other.test'), undefined)
  assert.equal(new Date(leaf.validTo).getUTCFullYear(), 2051)
})

test('issueCertificate() writes organizations, which are the groups of a user', () => {
  const { certificate } = issueCertificate({
    commonName: 'ada',
    organizations: ['dev', 'ops'],
    usage: 'client',
    ...validity,
  })
  assert.equal(new X509Certificate(certificate).subject, 'O=dev\nO=ops\nCN=ada')
})
