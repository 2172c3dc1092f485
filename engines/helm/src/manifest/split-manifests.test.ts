import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { splitManifests } from './split-manifests.ts'

const cases: readonly { does: string; text: string; gives: readonly string[] }[] = [
  { does: 'trims documents', text: '\n a: 1 \n\n---\n\nb: 2\n', gives: ['a: 1', 'b: 2'] },
  { does: 'takes what follows a separator on its line', text: 'a: 1\n---b: 2', gives: ['a: 1', 'b: 2'] },
  { does: 'keeps a separator that directly follows another', text: '---\n---\na: 1', gives: ['---\na: 1'] },
  { does: 'leaves indented dashes alone', text: 'a: |\n  ---\n  b', gives: ['a: |\n  ---\n  b'] },
  { does: 'gives nothing for blank text', text: ' \n\t\n', gives: [] },
  { does: 'knows blanks that JavaScript does not', text: '\u0085a: 1\u0085', gives: ['a: 1'] },
]

for (const { does, text, gives } of cases) {
  test(`splitManifests() ${does}`, () => assert.deepEqual(splitManifests(text), gives))
}

const pieces = fc.array(fc.constantFrom('---', '\n', ' ', '\t', 'a: 1', '# c', '\r', '--', '\f'), {
  maxLength: 30,
})

test('splitManifests() cuts where the regular expression of Helm cuts', () => {
  fc.assert(
    fc.property(pieces, parts => {
      const text = parts.join('').trim()
      const expected =
        text === '' ? [] : text.split(/(?:^|[\t\n\f\r ]*\n)---[\t\n\f\r ]*/).filter(part => part !== '')
      assert.deepEqual(
        splitManifests(text),
        expected.map(part => part.trim()),
      )
    }),
  )
})
