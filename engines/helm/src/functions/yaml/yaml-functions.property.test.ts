import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GoValue } from '@sluice/gotemplate'
import fc from 'fast-check'
import { yamlFunctions } from './yaml-functions.ts'

const text = fc.oneof(fc.string(), fc.stringMatching(/^[-:#'"|>&*! \nA-Za-z0-9]*$/))
const key = text.filter(value => value !== '<<')
const { value } = fc.letrec<{ value: GoValue }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(number => (number === 0 ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}))

test('fromYaml(toYaml(x)) is x', () => {
  fc.assert(
    fc.property(fc.dictionary(key, value, { maxKeys: 5 }), given => {
      const written = yamlFunctions.toYaml?.call(given as never)
      // Helm drops the last line break, which is the value's own where it ends in a block scalar.
      const read = yamlFunctions.fromYaml?.call(`${written}\n` as never)
      assert.equal(JSON.stringify(sorted(read)), JSON.stringify(sorted(given)))
    }),
  )
})

test('toYaml and toYamlPretty accept any string', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), given => {
      for (const name of ['toYaml', 'toYamlPretty']) {
        assert.equal(typeof yamlFunctions[name]?.call({ [given]: given } as never), 'string')
      }
    }),
  )
})

function sorted(value: GoValue): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .map(([name, member]) => [name, sorted(member)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
