import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GoList, GoValue } from '@sluice/gotemplate'
import fc from 'fast-check'
import { listFunctions } from './lists.ts'

const items = fc.array(fc.constantFrom<GoValue>(null, 0, 1, 1.5, '', 'a', 'b', true), { maxLength: 12 })
const call = (name: keyof typeof listFunctions, ...args: unknown[]) =>
  listFunctions[name].call(...(args as never[])) as GoList

test('chunk cuts a list that concat puts together again', () => {
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 5 }), (list, size) => {
      assert.deepEqual(Array.from(call('concat', ...call('chunk', size, list))), list)
    }),
  )
})

test('uniq leaves nothing for a second uniq to do', () => {
  fc.assert(
    fc.property(items, list => {
      const once = call('uniq', list)
      assert.deepEqual(call('uniq', once), once)
      for (const item of list) assert.equal(call('has', item, once), true)
    }),
  )
})

test('without leaves no item that it should', () => {
  fc.assert(
    fc.property(items, items, (list, unwanted) => {
      const rest = call('without', list, ...unwanted)
      for (const item of unwanted) assert.equal(call('has', item, rest), false)
    }),
  )
})

test('first and rest, or initial and last, make up the list', () => {
  fc.assert(
    fc.property(items, list => {
      fc.pre(list.length > 0)
      assert.deepEqual(call('prepend', call('rest', list), call('first', list)), list)
      assert.deepEqual(call('append', call('initial', list), call('last', list)), list)
    }),
  )
})
