import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimStatusErrors } from './claim-status.ts'

test('claimStatusErrors() refuses amounts below zero and unknown states of a resize', () => {
  const status = {
    capacity: { storage: '-1' },
    allocatedResources: { storage: '1Gi' },
    allocatedResourceStatuses: { storage: 'Resizing' },
  }
  assert.deepEqual(
    [...claimStatusErrors({ status })].map(error => error.field),
    ['status.capacity[storage]', 'status.allocatedResourceStatuses'],
  )
  const fine = { capacity: { storage: '0' }, allocatedResourceStatuses: { storage: 'NodeResizePending' } }
  assert.deepEqual([...claimStatusErrors({ status: fine })], [])
})

test('claimStatusErrors() takes no names but storage and those of others', () => {
  const keysOf = (keys: readonly string[]) =>
    [
      ...claimStatusErrors({
        status: { allocatedResources: Object.fromEntries(keys.map(key => [key, '1'])) },
      }),
    ].map(error => error.type)
  assert.deepEqual(keysOf(['storage', 'example.com/disk']), [])
  assert.deepEqual(keysOf(['cpu', 'a b']), ['FieldValueNotSupported', 'FieldValueInvalid'])
})
