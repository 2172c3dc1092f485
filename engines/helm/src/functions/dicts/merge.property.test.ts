import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GoMap, GoValue } from '@sluice/gotemplate'
import fc from 'fast-check'
import { deepEqual } from '../values/deep-equal.ts'
import { deepCopy } from './deep-copy.ts'
import { mergeMaps } from './merge.ts'

const { map } = fc.letrec<{ value: GoValue; map: GoMap }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<GoValue>(null, false, true, 0, 1.5, '', 'text'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('map'),
  ),
  map: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('value'), { maxKeys: 3 }),
}))

function merged(target: GoMap, source: GoMap, overwrite: boolean): GoMap {
  const copy = deepCopy(target) as GoMap
  mergeMaps(copy, deepCopy(source) as GoMap, { overwrite })
  return copy
}

for (const overwrite of [false, true]) {
  test(`mergeMaps() with overwrite ${overwrite} changes nothing the second time`, () => {
    fc.assert(
      fc.property(map, map, (target, source) => {
        const once = merged(target, source, overwrite)
        assert.ok(deepEqual(merged(once, source, overwrite), once))
      }),
    )
  })

  test(`mergeMaps() with overwrite ${overwrite} loses no key of the target`, () => {
    fc.assert(
      fc.property(map, map, (target, source) => {
        const result = merged(target, source, overwrite)
        for (const key of Object.keys(target)) assert.ok(Object.hasOwn(result, key))
      }),
    )
  })
}

test('mergeMaps() gives an empty target all that is in the source', () => {
  fc.assert(
    fc.property(map, source => {
      assert.ok(deepEqual(merged({}, source, true), source))
    }),
  )
})

test('deepCopy() shares no list or map with the original', () => {
  fc.assert(
    fc.property(map, original => {
      const copy = deepCopy(original) as GoMap
      assert.ok(deepEqual(copy, original))
      const collections = new Set(collectionsIn(original))
      for (const collection of collectionsIn(copy)) assert.ok(!collections.has(collection))
    }),
  )
})

function collectionsIn(value: GoValue): object[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(collectionsIn)]
}
