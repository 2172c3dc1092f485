import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Resource } from '@sluice/base/flow'
import { MemoryCluster } from '@sluice/testing'
import { dropUnknownFields } from './known-fields.ts'

const named = (name: string) => ({ default: {}, allOf: [{ $ref: `#/components/schemas/${name}` }] })
const schemas = {
  Service: {
    properties: { apiVersion: {}, kind: {}, metadata: {}, spec: named('ServiceSpec') },
    'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Service' }],
  },
  ServiceSpec: {
    properties: {
      selector: { additionalProperties: { type: 'string' } },
      ports: { items: { properties: { port: {} } } },
    },
  },
}
const index = { paths: { 'api/v1': { serverRelativeURL: '/openapi/v3/api/v1?hash=x' } } }

class Documented extends MemoryCluster {
  override async raw(_method: string, path: string): Promise<unknown> {
    return path === '/openapi/v3' ? JSON.stringify(index) : { components: { schemas } }
  }
}

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', labels: { any: 'thing' } },
  spec: { selector: { app: 'web' }, selektor: {}, ports: [{ port: 80, color: 'red' }] },
} as unknown as Resource
const ref = { group: '', version: 'v1', kind: 'Service', namespace: 'ns', name: 's' }

test('dropUnknownFields() drops what the schema of the kind does not have, at any depth', async () => {
  assert.deepEqual(await dropUnknownFields(new Documented(), service, ref), {
    ...service,
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  })
})

test('dropUnknownFields() leaves a kind alone that is not documented', async () => {
  assert.deepEqual(await dropUnknownFields(new Documented(), service, { ...ref, group: 'x.dev' }), service)
  assert.deepEqual(await dropUnknownFields(new Documented(), service, { ...ref, kind: 'Thing' }), service)
})
