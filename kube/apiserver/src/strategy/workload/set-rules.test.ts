import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { created, updated } from '../test-context.ts'

const template = {
  metadata: { labels: { a: 'b' } },
  spec: { containers: [{ name: 'a', image: 'i' }] },
}

function stateful(spec: JsonObject): JsonObject {
  return { metadata: { name: 's' }, spec: { selector: { matchLabels: { a: 'b' } }, template, ...spec } }
}

test('claims of a new StatefulSet and the name of its Service are checked, those of an old one stay', () => {
  const spec = { serviceName: 'no', volumeClaimTemplates: [{ metadata: { name: 'c' }, spec: {} }] }
  const odd = stateful({ ...spec, serviceName: 'No!' })
  const { errors } = created('statefulsets.apps', odd)
  assert.deepEqual(
    errors.map(text => text.split(':')[0]),
    [
      'spec.volumeClaimTemplates[0].spec.accessModes',
      'spec.volumeClaimTemplates[0].spec.resources[storage]',
      'spec.serviceName',
    ],
  )
  assert.deepEqual(updated('statefulsets.apps', odd, odd).errors, [])
})

test('the labels of a StatefulSet are looked at twice', () => {
  const labels = { a: 'b', c: '-' }
  const { errors } = created(
    'statefulsets.apps',
    stateful({ template: { ...template, metadata: { labels } } }),
  )
  assert.equal(errors.length, 2)
  assert.equal(errors[0], errors[1])
})

test('what a strategy may not say is shown as its type writes it', () => {
  const updateStrategy = { type: 'OnDelete', rollingUpdate: { partition: 1 } }
  assert.deepEqual(created('statefulsets.apps', stateful({ updateStrategy })).errors, [
    'spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":1,"MaxUnavailable":null}: only allowed for updateStrategy \'RollingUpdate\'',
  ])
})

test('messages show a selector as its type writes it', () => {
  const selector = { matchLabels: {}, matchExpressions: [] }
  const { errors } = created('deployments.apps', { metadata: { name: 'd' }, spec: { selector, template } })
  assert.deepEqual(errors, ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'])
})

test('a claim loses sources by the old name that are none, and sources in other namespaces', () => {
  const claim = (spec: JsonObject): JsonObject => ({
    metadata: { name: 'c' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  })
  const source = { kind: 'ConfigMap', name: 'x' }
  const elsewhere = { kind: 'PersistentVolumeClaim', name: 'x', namespace: 'y' }
  for (const given of [{ dataSource: source }, { dataSourceRef: elsewhere }]) {
    const { object, errors } = created('persistentvolumeclaims', claim(given))
    assert.deepEqual(errors, [])
    const { dataSource, dataSourceRef } = object['spec'] as JsonObject
    assert.deepEqual([dataSource, dataSourceRef], [undefined, undefined])
  }
})

test('a node has one range of addresses a family, and taints that differ', () => {
  const taint = { key: 'a', effect: 'NoSchedule' }
  const spec = { podCIDRs: ['10.0.0.0/24', '10.0.1.0/24'], taints: [taint, taint], configSource: {} }
  const { object, errors } = created('nodes', { metadata: { name: 'n' }, spec })
  assert.equal((object['spec'] as JsonObject)['configSource'], undefined)
  assert.deepEqual(errors, [
    'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
    'spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one CIDR for each IP family',
  ])
})

test('the taints of a changed node are refused as those of a node, and as those of a change', () => {
  const spec = { taints: [{ key: 'a', effect: 'Sometimes' }] }
  const { errors } = updated('nodes', { metadata: { name: 'n' } }, { metadata: { name: 'n' }, spec })
  const text =
    'metadata.taints[0].effect: Unsupported value: "Sometimes": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"'
  assert.deepEqual(errors, [text, text])
})
