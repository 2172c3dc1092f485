import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { created, updated } from '../test-context.ts'
import { objectAt } from '../values/read.ts'

test('a claim tells its source by the old name and by the new one', () => {
  const source = { kind: 'PersistentVolumeClaim', name: 'other' }
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
  for (const field of ['dataSource', 'dataSourceRef']) {
    const { object } = created('persistentvolumeclaims', {
      metadata: { name: 'c', namespace: 'default' },
      spec: { ...spec, [field]: source },
    })
    for (const name of ['dataSource', 'dataSourceRef']) {
      const { kind, name: to } = objectAt(objectAt(object, 'spec'), name)
      assert.deepEqual({ kind, name: to }, source)
    }
  }
})

test('the two names of a source mean the same one', () => {
  const claim = (dataSource: string, dataSourceRef: string) => ({
    metadata: { name: 'c', namespace: 'default' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      dataSource: { kind: 'PersistentVolumeClaim', name: dataSource },
      dataSourceRef: { kind: 'PersistentVolumeClaim', name: dataSourceRef },
    },
  })
  assert.deepEqual(created('persistentvolumeclaims', claim('a', 'a')).errors, [])
  assert.deepEqual(created('persistentvolumeclaims', claim('a', 'b')).errors, [
    'spec: Invalid value: {}: must match dataSourceRef',
  ])
  assert.equal(updated('persistentvolumeclaims', claim('a', 'a'), claim('b', 'b')).errors.length, 1)
})

test('groups and namespaces of sources are names', () => {
  const claim = (dataSourceRef: JsonObject) => ({
    metadata: { name: 'c', namespace: 'default' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, dataSourceRef },
  })
  const fields = (change: JsonObject) => {
    const source = { kind: 'PersistentVolumeClaim', name: 'a' }
    const { errors } = updated('persistentvolumeclaims', claim(source), claim({ ...source, ...change }))
    return errors.map(text => text.split(':')[0])
  }
  assert.deepEqual(fields({ apiGroup: '-' }), [
    'spec.dataSource.apiGroup',
    'spec.dataSourceRef.apiGroup',
    'spec',
  ])
  assert.deepEqual(fields({ namespace: '-' }), ['spec.dataSourceRef.namespace', 'spec'])
})
