import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { readDefinition } from './definition.ts'
import { acceptNames } from './names.ts'

const none: JsonObject = {}
const definition = (names: JsonObject, acceptedNames: JsonObject = none) =>
  readDefinition({
    metadata: { name: 'x' },
    spec: { group: 'shop.example', names },
    status: { acceptedNames },
  })

const wanted = {
  plural: 'crates',
  singular: 'crate',
  kind: 'Crate',
  listKind: 'CrateList',
  shortNames: ['cr'],
}

const cases: readonly [
  does: string,
  had: JsonObject,
  others: readonly JsonObject[],
  reason: string,
  message: string,
][] = [
  ['accepts names that nobody has', none, [], 'NoConflicts', 'no conflicts found'],
  [
    'accepts names beside others',
    none,
    [{ plural: 'boxes', kind: 'Box' }],
    'NoConflicts',
    'no conflicts found',
  ],
  [
    'refuses the plural of another',
    none,
    [{ plural: 'crates', kind: 'Other' }],
    'PluralConflict',
    '"crates" is already in use',
  ],
  [
    'refuses a singular that is the plural of another',
    none,
    [{ plural: 'crate', kind: 'Other' }],
    'SingularConflict',
    '"crate" is already in use',
  ],
  [
    'refuses the short name of another',
    none,
    [{ plural: 'a', kind: 'A', shortNames: ['cr'] }],
    'ShortNamesConflict',
    '"cr" is already in use',
  ],
  [
    'refuses the kind of another',
    none,
    [{ plural: 'a', kind: 'Crate' }],
    'KindConflict',
    '"Crate" is already in use',
  ],
  [
    'refuses a list kind that is the kind of another',
    none,
    [{ plural: 'a', kind: 'CrateList' }],
    'ListKindConflict',
    '"CrateList" is already in use',
  ],
  [
    'keeps what was accepted before',
    wanted,
    [{ plural: 'a', kind: 'Crate', shortNames: ['cr'] }],
    'NoConflicts',
    'no conflicts found',
  ],
]
describe('acceptNames()', () => {
  for (const [does, had, others, reason, message] of cases) {
    test(does, () => {
      const { condition } = acceptNames(
        definition(wanted, had),
        others.map(each => definition(each, each)),
      )
      assert.deepEqual(condition, {
        type: 'NamesAccepted',
        status: reason === 'NoConflicts' ? 'True' : 'False',
        reason,
        message,
      })
    })
  }
  test('accepts the other names when one is taken', () => {
    const { accepted } = acceptNames(definition(wanted), [definition(none, { plural: 'a', kind: 'Crate' })])
    assert.deepEqual([accepted.plural, accepted.kind], ['crates', ''])
  })
})
