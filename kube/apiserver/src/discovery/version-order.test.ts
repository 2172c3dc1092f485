import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareVersions } from './version-order.ts'

test('compareVersions() puts stable before beta before alpha before other names', () => {
  const sorted = ['v2', 'v1', 'v2beta1', 'v1beta2', 'v1beta1', 'v1alpha1', 'abc', 'custom']
  assert.deepEqual([...sorted].reverse().sort(compareVersions), sorted)
})
