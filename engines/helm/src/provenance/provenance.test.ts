import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryTree } from '@sluice/base/flow'
import { loadChart } from '../chart/load-chart.ts'
import { signProvenance, verifyProvenance } from './provenance.ts'

/** A keyring with one secret key of Ed25519, which has no passphrase: made for this test. */
const keyring = Buffer.from(
  'xVgEaVW5ABYJKwYBBAHaRw8BAQdABUXw2400X/F8O+MIO098BrRGEoNL2fMnYs0lBBofXecAAQC0mOHc+yCdi/VF7C' +
    'uoMkJW/12sGtwSbgQvCQVJJAEo9g5bzRdUZXN0IDx0ZXN0QGV4YW1wbGUuY29tPsLAEwQTFgoAhQWCaVW5AAMLCQcJ' +
    'EEn+Cqre9tCURRQAAAAAABwAIHNhbHRAbm90YXRpb25zLm9wZW5wZ3Bqcy5vcmcAmt/0zFIjfksIakltLMS92DoVmB' +
    'rFEulB3Bduv2oHpAUVCggODAQWAAIBAhkBApsDAh4BFiEEhQoYrzJVO6wkY8IPSf4Kqt720JQAAEHzAP9MqHp2XpmL' +
    'VHiWduXmY8r/lcv8NzImdB5+2yZx7pt1eAEAjPysIBPqcvIb6hS06DxpfeuPnnQxZXSH3LW/QUDXWgbHXQRpVbkAEg' +
    'orBgEEAZdVAQUBAQdAQKbZCDQH9KeFRwguXn2sF8Gab8qJ3W+RLM2THMH0ESgDAQgHAAD/X32JVj1qwuJgCo4IjmIN' +
    '6ldA2R2KAd+uuRDgEemtkgAPc8K+BBgWCgBwBYJpVbkACRBJ/gqq3vbQlEUUAAAAAAAcACBzYWx0QG5vdGF0aW9ucy' +
    '5vcGVucGdwanMub3JnY7qVOdcrT9I0gPyLPDcM9ijrAkvD0TLuljZZhdxNVJICmwwWIQSFChivMlU7rCRjwg9J/gqq' +
    '3vbQlAAAbBsA/3Mjppdfl5zfl8c20YxPHmazK1KKY46v+E9Rd9/TN/0QAP92bHm2NsfJEZsogYakReO4eP5W4BbS6V' +
    '5e7hQBk44GBg==',
  'base64',
)
const archive = { name: 'app-1.0.0.tgz', bytes: new TextEncoder().encode('the archive') }
const now = new Date('2026-01-02T00:00:00Z')
const sign = (key: string) =>
  signProvenance({
    archive,
    metadata: loadChart(memoryTree({ 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n' })).metadata,
    keyring,
    key,
    passphrase: async () => '',
    now,
  })

test('verifyProvenance() names who signed an archive', async () => {
  const provenance = await sign('Test')
  const { identities, digest } = await verifyProvenance({ archive, provenance, keyring, now })
  assert.deepEqual(identities, ['Test <test@example.com>'])
  assert.match(digest, /^sha256:[0-9a-f]{64}$/)
})

test('verifyProvenance() refuses another archive, another text and no keyring', async () => {
  const provenance = await sign('Test')
  const other = { ...archive, bytes: new TextEncoder().encode('another') }
  await assert.rejects(verifyProvenance({ archive: other, provenance, keyring, now }), {
    name: 'ChartError',
    message: /^sha256 sum does not match for app-1\.0\.0\.tgz: /,
  })
  const renamed = { ...archive, name: 'other-1.0.0.tgz' }
  await assert.rejects(verifyProvenance({ archive: renamed, provenance, keyring, now }), {
    message: 'provenance does not contain a SHA for a file named "other-1.0.0.tgz"',
  })
  const altered = provenance.replace('name: app', 'name: apple')
  await assert.rejects(verifyProvenance({ archive, provenance: altered, keyring, now }), {
    name: 'ChartError',
    message: /^openpgp: invalid signature: /,
  })
  await assert.rejects(verifyProvenance({ archive, provenance: 'x', keyring, now }), {
    message: 'signature block not found',
  })
  const nothing = new TextEncoder().encode('no keyring')
  await assert.rejects(verifyProvenance({ archive, provenance, keyring: nothing, now }), {
    name: 'ChartError',
    message: /^openpgp: invalid data: /,
  })
})

test('signProvenance() refuses a key that is not there', async () => {
  await assert.rejects(sign('Nobody'), { name: 'ChartError', message: 'private key not found' })
})
