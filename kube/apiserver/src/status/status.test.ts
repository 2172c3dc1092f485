import assert from 'node:assert/strict'
import { test } from 'node:test'
import { invalid, invalidObject, notFound, required, tooLong } from './index.ts'

test('notFound() names resource and object', () => {
  assert.deepEqual(notFound({ group: 'apps', plural: 'deployments' }, 'd').toStatus(), {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'deployments.apps "d" not found',
    reason: 'NotFound',
    details: { name: 'd', group: 'apps', kind: 'deployments' },
    code: 404,
  })
})

test('invalidObject() lists several errors in brackets, equal ones once in the message and each as a cause', () => {
  const error = invalidObject({ group: '', kind: 'Pod' }, 'p', [
    required('spec.a'),
    invalid('spec.b', 1, 'must be 2'),
    invalid('spec.b', 1, 'must be 2'),
  ])
  assert.equal(
    error.message,
    'Pod "p" is invalid: [spec.a: Required value, spec.b: Invalid value: 1: must be 2]',
  )
  assert.equal(error.details?.causes?.length, 3)
})

test('tooLong() counts one byte as one', () => {
  assert.equal(tooLong('a', 1).detail, 'may not be more than 1 byte')
})
