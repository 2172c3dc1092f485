import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtInTypes } from '../kinds/index.ts'
import { wantsTheSame } from './generation.ts'

const cases = [
  { storageKey: 'ingresses.networking.k8s.io', counts: false },
  { storageKey: 'networkpolicies.networking.k8s.io', counts: true },
]
for (const { storageKey, counts } of cases) {
  test(`an empty list in place of none is ${counts ? 'a' : 'no'} new generation of ${storageKey}`, () => {
    const type = builtInTypes().find(each => each.storageKey === storageKey)
    assert.ok(type)
    const [before, after] = [{ spec: { a: 'x' } }, { spec: { a: 'x', list: [] } }]
    assert.equal(wantsTheSame(type, after, before), !counts)
  })
}
