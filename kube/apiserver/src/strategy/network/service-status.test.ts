import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { errorText } from '../../status/index.ts'
import { ingressStatusErrors, serviceStatusErrors } from './service-status.ts'

const told = (type: string, point: JsonObject) => {
  const service = { spec: { type }, status: { loadBalancer: { ingress: [point] } } }
  return [...serviceStatusErrors(service, {})].map(errorText)
}

test('only load balancers take traffic in from outside', () => {
  const point = { ip: '10.1.0.1', ipMode: 'VIP' }
  assert.deepEqual(told('LoadBalancer', point), [])
  assert.deepEqual(told('ClusterIP', point), [
    "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
  ])
})

test('an address has a mode, a host name has none and is no address', () => {
  assert.deepEqual(told('LoadBalancer', { ip: '10.1.0.1' }), [
    'status.loadBalancer.ingress[0].ipMode: Required value: must be specified when `ip` is set',
  ])
  assert.deepEqual(told('LoadBalancer', { hostname: '10.1.0.1', ipMode: 'VIP' }), [
    'status.loadBalancer.ingress[0].ipMode: Forbidden: may not be specified when `ip` is not set',
    'status.loadBalancer.ingress[0].hostname: Invalid value: "10.1.0.1": must be a DNS name, not an IP address',
  ])
})

test('an Ingress takes traffic in at addresses and host names', () => {
  const ingress = (...points: readonly JsonObject[]) => ({ status: { loadBalancer: { ingress: points } } })
  const fields = (now: JsonObject, old: JsonObject = {}) =>
    [...ingressStatusErrors(now, old)].map(({ field }) => field.split('.').at(-1))
  assert.deepEqual(fields(ingress({ ip: '10.1.0.1' }, { hostname: 'a.example' })), [])
  assert.deepEqual(fields(ingress({ ip: '10.1' }, { hostname: '10.1.0.1' })), ['ip', 'hostname'])
  assert.deepEqual(fields(ingress({ ip: '10.1' }), ingress({ ip: '10.1' })), [])
})
