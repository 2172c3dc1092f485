import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodeCryptography } from '@sluice/io/cryptography'
import { functionFamilies, functionFamily } from './families.ts'
import { testEnvironment } from './testing/evaluate.ts'

const environment = { ...testEnvironment, loadCryptography: async () => nodeCryptography }

for (const family of functionFamilies) {
  test(`the family of ${family.names[0]} has just the functions that the table lists`, async () => {
    const functions = await family.load(environment)
    assert.deepEqual(Object.keys(functions).sort(), [...family.names].sort())
  })
}

test('functionFamily() finds each function in one family, and nothing under other names', () => {
  const names = functionFamilies.flatMap(family => family.names)
  assert.equal(new Set(names).size, names.length)
  for (const name of names) assert.ok(functionFamily(name)?.names.includes(name))
  for (const name of ['env', 'expandenv', 'toString2', 'constructor'])
    assert.equal(functionFamily(name), undefined)
})
