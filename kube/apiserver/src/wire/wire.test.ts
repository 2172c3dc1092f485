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
        { manager: 'm', fieldsType: 'FieldsV1', fieldsV1: { 'f:spec': { 'f:holderIdentity': {} } } },
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

/** Inlined messages and IntOrString write members that say nothing. */
function withoutFillers(object: JsonObject): unknown {
  return JSON.parse(JSON.stringify(object))
}

for (const { does, bytes } of [
  { does: 'something else', bytes: Buffer.from('{"kind":"Pod"}') },
  { does: 'a length beyond the end', bytes: Buffer.from('6b38730012ff7f', 'hex') },
  { does: 'an endless number', bytes: Buffer.from(`6b387300${'ff'.repeat(20)}`, 'hex') },
]) {
  test(`decodeEnvelope() refuses ${does}`, () => {
    assert.throws(() => decodeEnvelope(bytes, definitionOf), WireError)
  })
}
