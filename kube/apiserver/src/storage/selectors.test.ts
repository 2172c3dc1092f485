import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseFieldSelector } from './field-selector.ts'
import { SelectorError } from './label-requirements.ts'
import { labelSelectorMatcher, parseLabelSelector } from './label-selector.ts'

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

const misread = [
  ['a b c', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  [',a=b', "found ',', expected: !, identifier, or 'end of string'"],
  ['a=b,', "found '', expected: identifier after ','"],
  ['a=b c', "found 'c', expected: ',' or 'end of string'"],
  ['a in b', "unable to parse requirement: found 'b' expected: '('"],
  ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
  [
    'n>x',
    "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
  ],
] as const
for (const [text, message] of misread) {
  test(`parseLabelSelector() says what is wrong with '${text}'`, () => {
    assert.throws(() => parseLabelSelector(text), new SelectorError(message))
  })
}

for (const text of ['-a=b', 'a/b/c', `${'k'.repeat(64)}=b`, 'a=/', `a=${'v'.repeat(64)}`, 'a in (b,-)']) {
  test(`parseLabelSelector() refuses '${text}', which no label can be`, () => {
    assert.throws(
      () => parseLabelSelector(text),
      /^SelectorError: unable to parse requirement: .*: Invalid value: /,
    )
  })
}

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
  for (const text of ['spec.nodeName', 'a=b=c', 'a=\\x', 'a=b\\']) {
    assert.throws(() => parseFieldSelector(text), SelectorError, text)
  }
})
