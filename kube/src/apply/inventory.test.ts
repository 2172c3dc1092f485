import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inventoryEntryOf, inventoryOf, minus, refOf } from './inventory.ts'

const cases = [
  {
    ref: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'ns', name: 'web' },
    id: 'ns_web_apps_Deployment',
  },
  { ref: { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'ns', name: 'c' }, id: 'ns_c__ConfigMap' },
  {
    ref: {
      group: 'rbac.authorization.k8s.io',
      version: 'v1',
      kind: 'ClusterRole',
      namespace: '',
      name: 'a:b:c',
    },
    id: '_a__b__c_rbac.authorization.k8s.io_ClusterRole',
  },
  {
    ref: { group: '', version: 'v1', kind: 'Namespace', namespace: '', name: 'dotted.name' },
    id: '_dotted.name__Namespace',
  },
]
for (const { ref, id } of cases) {
  test(`inventoryEntryOf() writes ${id}, and refOf() reads it`, () => {
    assert.deepEqual(inventoryEntryOf(ref), { id, v: 'v1' })
    assert.deepEqual(refOf({ id, v: 'v1' }), ref)
  })
}

for (const id of ['', 'a', 'a_b', 'a_b_c']) {
  test(`refOf() refuses '${id}'`, () =>
    assert.throws(() => refOf({ id, v: 'v1' }), { name: 'InventoryError' }))
}

test('minus() goes by object, whatever its version', () => {
  const entries = [
    { id: 'ns_a__X', v: 'v1' },
    { id: 'ns_b__X', v: 'v1' },
  ]
  assert.deepEqual(minus(entries, [{ id: 'ns_a__X', v: 'v2' }]), [{ id: 'ns_b__X', v: 'v1' }])
})

test('inventoryOf() holds all but what was deleted, skipped objects too', () => {
  const ref = { group: '', version: 'v1', kind: 'X', namespace: 'ns', name: 'a' }
  const changes = [
    { ref, action: 'skipped' },
    { ref: { ...ref, name: 'b' }, action: 'deleted' },
  ] as const
  assert.deepEqual(inventoryOf(changes), [{ id: 'ns_a__X', v: 'v1' }])
})
