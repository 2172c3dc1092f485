import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { errorText } from '../../status/index.ts'
import { claimChanges, classAnnotation } from './claim-changes.ts'

function claim(storage: string, spec: JsonObject = {}, annotations: JsonObject = {}): JsonObject {
  return {
    metadata: { name: 'c', annotations },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...spec },
    status: { phase: 'Bound', capacity: { storage: '2Gi' } },
  }
}
const errors = (now: JsonObject, old: JsonObject) =>
  [...claimChanges(now, old)].map(error => errorText(error).split('\n')[0])

test('a bound claim grows, and shrinks to no less than more than it has', () => {
  assert.deepEqual(errors(claim('9Gi'), claim('5Gi')), [])
  assert.deepEqual(errors(claim('3Gi'), claim('5Gi')), [])
  assert.deepEqual(errors(claim('2Gi'), claim('5Gi')), [
    'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
  ])
})

test('a claim without a class gets one; its old annotation says which', () => {
  const named = { storageClassName: 'fast' }
  assert.deepEqual(errors(claim('5Gi', named), claim('5Gi')), [])
  const fast = { [classAnnotation]: 'fast' }
  assert.deepEqual(errors(claim('5Gi', named), claim('5Gi', {}, fast)), [])
  assert.deepEqual(errors(claim('5Gi', { storageClassName: 'slow' }, fast), claim('5Gi', {}, fast)), [
    'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
  ])
  assert.deepEqual(errors(claim('5Gi', {}, { [classAnnotation]: 'slow' }), claim('5Gi', {}, fast)), [
    `metadata.annotations.${classAnnotation}: Invalid value: "slow": field is immutable`,
  ])
})

test('the mode of a volume is told by itself as well', () => {
  const [now, old] = [claim('5Gi', { volumeMode: 'Block' }), claim('5Gi', { volumeMode: 'Filesystem' })]
  assert.deepEqual(errors(now, old), [
    'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
    'volumeMode: Invalid value: "Block": field is immutable',
  ])
})
