import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtInTypes } from '../kinds/index.ts'
import { updateManagedFields } from './managed-fields.ts'

test('updateManagedFields() knows no owners of a list whose item lacks its key', () => {
  const resourceType = builtInTypes().find(({ kind }) => kind === 'ServiceAccount')
  assert.ok(resourceType)
  const managers = (secrets: readonly { readonly name?: string }[]) =>
    updateManagedFields(
      undefined,
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 's' }, secrets },
      { manager: 'm', operation: 'Update', resourceType, subresource: '', now: new Date(0) },
    )['metadata']
  assert.deepEqual(managers([{}]), { name: 's' })
  assert.ok('managedFields' in Object(managers([{ name: 'a' }])))
})
