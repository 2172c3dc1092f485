import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { decodeEnvelope, definitionOf, encodeEnvelope, WireError } from './index.ts'

const objects: readonly (JsonObject & { readonly does: string })[] = [
  {
    does: 'maps of text and bytes',
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', labels: { a: 'b' }, creationTimestamp: '2026-01-02T03:04:05Z' },
    data: { k: 'väl' },
    binaryData: { b: 'AAEC' },
  },
  {
    does: 'members of inlined messages, numbers or names, quantities, negative numbers',
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: {
      priority: -5,
      volumes: [{ name: 'v', configMap: { name: 'c', optional: false } }],
      containers: [
        {
          name: 'a',
          resources: { limits: { cpu: '100m' } },
          livenessProbe: { httpGet: { port: 'web' }, periodSeconds: 3 },
          readinessProbe: { httpGet: { port: 80 } },
        },
      ],
    },
  },
  {
    does: 'raw JSON and times below a second',
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: 'l',
      managedFields: [
        { manager: 'm', fieldsType: 'FieldsV1', fieldsV1: { 'f:spec': { 'f:holderIdentity': { a: 1 } } } },
      ],
    },
    spec: { holderIdentity: 'me', renewTime: '2026-01-02T03:04:05.123456Z' },
  },
]
for (const { does, ...object } of objects) {
  test(`encodeEnvelope() and decodeEnvelope() keep ${does}`, () => {
    const { apiVersion, kind } = object
    const message = definitionOf(String(apiVersion), String(kind))
    assert.ok(message)
    const read = decodeEnvelope(encodeEnvelope(object, message), definitionOf)
    assert.deepEqual(withoutFillers(read), object)
  })
}

/** What Go holds by value comes back as zeros, which typed decoding drops. */
function withoutFillers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFillers)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).map(([key, member]) => [key, withoutFillers(member)] as const)
  return Object.fromEntries(kept.filter(([key, member]) => key === 'optional' || !isFiller(member)))
}

function isFiller(value: unknown): boolean {
  if (value === '' || value === 0 || value === false || value === null) return true
  return typeof value === 'object' && Object.keys(value).length === 0 && !Array.isArray(value)
}

test('encodeEnvelope() writes what Go writes for zeros', () => {
  const status = { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', code: 406 }
  const message = definitionOf('v1', 'Status')
  assert.ok(message)
  const bytes = encodeEnvelope(status, message).toString('latin1')
  assert.ok(bytes.includes('\n\x06\n\x00\x12\x00\x1a\x00'), 'the texts of ListMeta are there, though empty')
})

test('definitionOf() knows options in every group', () => {
  assert.equal(
    definitionOf('rbac.authorization.k8s.io/v1', 'DeleteOptions'),
    definitionOf('v1', 'DeleteOptions'),
  )
})

for (const { does, bytes } of [
  { does: 'something else', bytes: Buffer.from('{"kind":"Pod"}') },
  { does: 'a length beyond the end', bytes: Buffer.from('6b38730012ff7f', 'hex') },
  { does: 'an endless number', bytes: Buffer.from(`6b387300${'ff'.repeat(20)}`, 'hex') },
]) {
  test(`decodeEnvelope() refuses ${does}`, () => {
    assert.throws(() => decodeEnvelope(bytes, definitionOf), WireError)
  })
}

const outsides = [
  { hex: '0801', says: 'proto: wrong wireType = 0 for field TypeMeta' },
  { hex: '1001', says: 'proto: wrong wireType = 0 for field Raw' },
  { hex: '0a020801', says: 'proto: wrong wireType = 0 for field APIVersion' },
]
for (const { hex, says } of outsides) {
  test(`decodeEnvelope() refuses an envelope of ${hex}`, () => {
    const bytes = Buffer.concat([Buffer.from('k8s\0'), Buffer.from(hex, 'hex')])
    assert.throws(() => decodeEnvelope(bytes, definitionOf, { apiVersion: 'v1', kind: 'ConfigMap' }), {
      message: says,
    })
  })
}
