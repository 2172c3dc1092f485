import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { Store } from '../../storage/index.ts'
import { contextFor, created, storeOnly, updated } from '../test-context.ts'
import { objectAt, objectsAt, textAt } from '../values/read.ts'
import { allocate } from './service-allocation.ts'

const service = (spec: JsonObject, name = 's'): JsonObject => ({
  metadata: { name, namespace: 'default' },
  spec,
})
const specOf = (object: JsonObject) => objectAt(object, 'spec')

/** Allocates for a Service and stores it. */
function stored(store: Store, body: JsonObject): JsonObject {
  const services = storeOnly(store)
  const object = allocate(
    created('services', body, services).object,
    undefined,
    contextFor('services', services),
  )
  store.put('services', object, undefined)
  return specOf(object)
}

test('allocate() never grants an address twice, and takes those of deleted Services again', () => {
  const store = new Store()
  const addresses = new Set<string>()
  for (let i = 0; i < 254; i++) {
    addresses.add(textAt(stored(store, service({ ports: [{ port: 80 }] }, `s${i}`)), 'clusterIP'))
  }
  assert.equal(addresses.size, 254)
  assert.throws(() => stored(store, service({ ports: [{ port: 80 }] }, 'more')), /range is full/)
  const gone = store.get('services', 'default', 's7')
  assert.ok(gone)
  store.delete('services', gone)
  assert.equal(
    textAt(stored(store, service({ ports: [{ port: 80 }] }, 'more')), 'clusterIP'),
    textAt(specOf(gone.object), 'clusterIP'),
  )
})

test('allocate() refuses an address that is taken or out of range', () => {
  const store = new Store()
  stored(store, service({ clusterIP: '10.0.0.7', ports: [{ port: 80 }] }, 'a'))
  assert.throws(
    () => stored(store, service({ clusterIP: '10.0.0.7', ports: [{ port: 80 }] }, 'b')),
    /spec.clusterIPs: Invalid value: \["10.0.0.7"\]: failed to allocate IP 10.0.0.7: provided IP is already allocated/,
  )
  assert.throws(
    () => stored(store, service({ clusterIP: '192.168.1.1', ports: [{ port: 80 }] }, 'c')),
    /does not match the current range/,
  )
})

test('allocate() gives node ports, and refuses one that is taken', () => {
  const store = new Store()
  const spec = stored(store, service({ type: 'NodePort', ports: [{ port: 80 }] }, 'a'))
  const port = objectsAt(spec, 'ports')[0]?.['nodePort']
  assert.ok(typeof port === 'number' && port >= 30000 && port <= 32767)
  assert.throws(
    () => stored(store, service({ type: 'NodePort', ports: [{ port: 80, nodePort: port }] }, 'b')),
    /already allocated/,
  )
})

test('allocate() leaves a headless Service without an address', () => {
  assert.equal(stored(new Store(), service({ clusterIP: 'None' }))['clusterIP'], 'None')
})

const serviceRefusals: readonly {
  readonly does: string
  readonly spec: JsonObject
  readonly says: string
}[] = [
  { does: 'no ports', spec: {}, says: 'spec.ports: Required value' },
  {
    does: 'a protocol that is none',
    spec: { ports: [{ port: 1, protocol: 'ICMP' }] },
    says: 'spec.ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
  },
  {
    does: 'no name of an external Service',
    spec: { type: 'ExternalName' },
    says: 'spec.externalName: Required value',
  },
]
for (const { does, spec, says } of serviceRefusals) {
  test(`a Service is refused for ${does}`, () =>
    assert.deepEqual(created('services', service(spec)).errors, [says]))
}

test('a change of a Service that leaves out the address keeps it', () => {
  const before = service({ clusterIP: '10.0.0.9', ports: [{ port: 80 }] })
  assert.equal(
    specOf(updated('services', before, service({ ports: [{ port: 81 }] })).object)['clusterIP'],
    '10.0.0.9',
  )
})

test('a Service that becomes external drops its address', () => {
  const before = service({ clusterIP: '10.0.0.9', ports: [{ port: 80 }] })
  const after = service({
    type: 'ExternalName',
    externalName: 'x.example',
    clusterIP: '10.0.0.9',
    clusterIPs: ['10.0.0.9'],
  })
  const { object, errors } = updated('services', before, after)
  assert.deepEqual(errors, [])
  assert.equal(specOf(object)['clusterIP'], undefined)
})

test('a NetworkPolicy is about egress where it has egress rules', () => {
  const policy = (spec: JsonObject) =>
    specOf(created('networkpolicies.networking.k8s.io', service(spec)).object)['policyTypes']
  assert.deepEqual(policy({ podSelector: {} }), ['Ingress'])
  assert.deepEqual(policy({ podSelector: {}, egress: [{}] }), ['Ingress', 'Egress'])
})

test('an Ingress path says how it is matched', () => {
  const paths = [{ path: '/', backend: { service: { name: 'web', port: { number: 80 } } } }]
  assert.deepEqual(created('ingresses.networking.k8s.io', service({ rules: [{ http: { paths } }] })).errors, [
    'spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified',
  ])
})
