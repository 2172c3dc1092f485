import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { created, updated } from '../test-context.ts'

const ingress = (spec: JsonObject): JsonObject => ({ metadata: { name: 'web', namespace: 'default' }, spec })
const backend = (name: string): JsonObject => ({ service: { name, port: { number: 80 } } })

test('an Ingress may name a Service that starts with a digit', () => {
  assert.deepEqual(
    created('ingresses.networking.k8s.io', ingress({ defaultBackend: backend('0-web') })).errors,
    [],
  )
})

const refused = [
  { spec: { defaultBackend: backend('web'), tls: [{ secretName: 'A_B' }] }, at: 'spec.tls[0].secretName' },
  { spec: { defaultBackend: backend('web'), ingressClassName: '' }, at: 'spec.ingressClassName' },
  {
    spec: { defaultBackend: { resource: { apiGroup: 'a b', kind: 'K', name: 'n' } } },
    at: 'spec.defaultBackend.resource.apiGroup',
  },
]
for (const { spec, at } of refused) {
  test(`an Ingress is refused for its ${at}`, () => {
    const { errors } = created('ingresses.networking.k8s.io', ingress(spec))
    assert.equal(errors.length, 1)
    assert.ok(errors[0]?.startsWith(`${at}: Invalid value: `), errors[0])
  })
}

test('a range of ports that ends before it starts is told by its start', () => {
  const spec = { podSelector: {}, ingress: [{ ports: [{ port: 90, endPort: 80 }] }] }
  assert.deepEqual(created('networkpolicies.networking.k8s.io', ingress(spec)).errors, [
    'spec.ingress[0].ports[0].endPort: Invalid value: 90: must be greater than or equal to `port`',
  ])
})

test('the parent of an IPAddress has a group that is a domain', () => {
  const { errors } = created('ipaddresses.networking.k8s.io', {
    metadata: { name: '10.1.2.3' },
    spec: { parentRef: { group: '-', resource: 'services', name: 's', namespace: 'n' } },
  })
  assert.equal(errors.length, 1)
  assert.match(errors.join(), /^spec.parentRef.group: Invalid value: "-"/)
})

test('the class of a balancer is looked at as such and as a change', () => {
  const service = (spec: JsonObject) => ({
    metadata: { name: 's' },
    spec: { ports: [{ port: 1 }], ...spec },
  })
  const balancer = (loadBalancerClass: string) => service({ type: 'LoadBalancer', loadBalancerClass })
  assert.deepEqual(updated('services', balancer('a.example/b'), balancer('x')).errors, [
    'spec.loadBalancerClass: Invalid value: "x": may not change once set',
  ])
  const why = "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'"
  assert.deepEqual(updated('services', service({}), service({ loadBalancerClass: 'x' })).errors, [why, why])
})

test('a range that a ServiceCIDR loses is told as it was written', () => {
  const ranges = (cidrs: JsonObject[string]) => ({ metadata: { name: 'r' }, spec: { cidrs } })
  const { errors } = updated('servicecidrs.networking.k8s.io', ranges(['10.0.0.0/24']), ranges([]))
  assert.deepEqual(errors, ['spec.cidrs: Invalid value: []: field is immutable'])
})
