import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  parseQuantity,
  zeroQuantity,
} from './quantity.ts'

const canonical = [
  { does: 'writes a fraction of one in milli', text: '0.5', gives: '500m' },
  { does: 'drops a needless milli', text: '1000m', gives: '1' },
  { does: 'takes the larger binary suffix', text: '1024Mi', gives: '1Gi' },
  { does: 'writes a binary fraction in the next smaller suffix', text: '1.5Gi', gives: '1536Mi' },
  { does: 'stays in the exponent family', text: '2e9', gives: '2e9' },
  { does: 'normalises an exponent to a multiple of three', text: '12e4', gives: '120e3' },
  { does: 'keeps a decimal suffix', text: '1500M', gives: '1500M' },
  { does: 'keeps the sign', text: '-1Mi', gives: '-1Mi' },
  { does: 'writes zero without a suffix', text: '0Ki', gives: '0' },
  { does: 'rounds up beyond nano', text: '0.0000000001', gives: '1n' },
  { does: 'writes a small binary quantity as a plain number', text: '0.5Ki', gives: '512' },
  { does: 'caps what 64 bits cannot hold', text: '100E', gives: '9223372036854775807' },
]
for (const { does, text, gives } of canonical) {
  test(`canonicalQuantity() ${does}`, () => assert.equal(canonicalQuantity(text), gives))
}

for (const text of ['', 'lots', '1x', '1 Gi', '1..5', '--1', '1ki', '1e']) {
  test(`parseQuantity() refuses '${text}'`, () => assert.equal(parseQuantity(text), undefined))
}

test('compareQuantities() compares across families', () => {
  const [a, b] = [parseQuantity('1Ki'), parseQuantity('1k')]
  assert.ok(a && b && compareQuantities(a, b) > 0)
})

test('addQuantities() takes the family of the first term that is not zero', () => {
  const mega = parseQuantity('300Mi')
  assert.ok(mega)
  assert.deepEqual(addQuantities(zeroQuantity, mega), mega)
})
