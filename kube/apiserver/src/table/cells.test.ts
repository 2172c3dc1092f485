import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { builtInTypes } from '../kinds/index.ts'
import { cellsOf } from './cells.ts'

function cells(kind: string, version: string, object: JsonObject) {
  const type = builtInTypes().find(each => each.kind === kind && each.version === version)
  assert.ok(type)
  return cellsOf(type, object, new Date(0)).cells
}

test('cellsOf() says which class is the one of those who name none', () => {
  const named = (annotations: JsonObject) => ({ metadata: { name: 'c', annotations }, spec: {} })
  const storage = (key: string) => cells('StorageClass', 'v1', named({ [key]: 'true' }))[0]
  assert.equal(storage('storageclass.kubernetes.io/is-default-class'), 'c (default)')
  assert.equal(storage('storageclass.beta.kubernetes.io/is-default-class'), 'c (default)')
  assert.equal(storage('ingressclass.kubernetes.io/is-default-class'), 'c')
  const ingress = named({ 'ingressclass.kubernetes.io/is-default-class': 'true' })
  assert.equal(cells('IngressClass', 'v1', ingress)[0], 'c (default)')
})

test('cellsOf() shows an autoscaler of the first version as what is stored', () => {
  const spec = { scaleTargetRef: { kind: 'Deployment', name: 'd' }, targetCPUUtilizationPercentage: 80 }
  const [, , targets] = cells('HorizontalPodAutoscaler', 'v1', { metadata: { name: 'h' }, spec, status: {} })
  assert.equal(targets, 'cpu: <unknown>/80%')
})

test('cellsOf() names the accounts of a binding by their namespaces, if they have one', () => {
  const subjects = [
    { kind: 'ServiceAccount', name: 'a', namespace: 'n' },
    { kind: 'ServiceAccount', name: 'b' },
    { kind: 'User', name: 'u' },
  ]
  const binding = { metadata: { name: 'x' }, roleRef: { kind: 'Role', name: 'r' }, subjects }
  assert.deepEqual(cells('RoleBinding', 'v1', binding).slice(3), ['u', '', 'n/a, /b'])
})
