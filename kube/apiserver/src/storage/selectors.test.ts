import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseFieldSelector } from './field-selector.ts'
import { labelSelectorMatcher, parseLabelSelector, SelectorError } from './label-selector.ts'

const labels = { app: 'web', tier: 'front', n: '5' }
const selectors = [
  { selector: 'app=web', matches: true },
  { selector: ' app == web ', matches: true },
  { selector: 'app!=web', matches: false },
  { selector: 'other!=web', matches: true },
  { selector: 'app in (db, web)', matches: true },
  { selector: 'app notin (db)', matches: true },
  { selector: 'other notin (db)', matches: true },
  { selector: 'tier,!other', matches: true },
  { selector: '!tier', matches: false },
  { selector: 'n>4', matches: true },
  { selector: 'n<4', matches: false },
  { selector: 'app=', matches: false },
  { selector: '', matches: true },
]
for (const { selector, matches } of selectors) {
  test(`parseLabelSelector() takes '${selector}' as ${matches ? 'a match' : 'no match'}`, () => {
    assert.equal(parseLabelSelector(selector)(labels), matches)
  })
}

test('parseLabelSelector() says what it found in place of an operator', () => {
  assert.throws(
    () => parseLabelSelector('a b c'),
    new SelectorError("found 'b', expected: in, notin, =, ==, !=, gt, lt"),
  )
})

test('labelSelectorMatcher() needs all labels and all expressions', () => {
  const matcher = labelSelectorMatcher({
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'NotIn', values: ['back'] },
      { key: 'gone', operator: 'DoesNotExist' },
    ],
  })
  assert.equal(matcher(labels), true)
  assert.equal(matcher({ ...labels, tier: 'back' }), false)
  assert.equal(labelSelectorMatcher({})({}), true)
})

test('parseFieldSelector() splits clauses and unescapes values', () => {
  assert.deepEqual(parseFieldSelector('a.b=c\\,d,e!=f'), [
    { field: 'a.b', equal: true, value: 'c,d' },
    { field: 'e', equal: false, value: 'f' },
  ])
  assert.throws(() => parseFieldSelector('spec.nodeName'), SelectorError)
})
