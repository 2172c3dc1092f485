import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { GoValue } from '@sluice/gotemplate'
import { randomFunctions } from './random-functions.ts'

const functions = randomFunctions({ randomBytes: count => new Uint8Array(randomBytes(count)) })
const call = (name: string, ...args: unknown[]): GoValue => functions[name]?.call(...(args as never[]))

const shapes = [
  { name: 'randAlphaNum', args: [400], matches: /^[0-9A-Za-z]{400}$/ },
  { name: 'randAlpha', args: [400], matches: /^[A-Za-z]{400}$/ },
  { name: 'randNumeric', args: [400], matches: /^[0-9]{400}$/ },
  { name: 'randAscii', args: [400], matches: /^[ -~]{400}$/ },
  { name: 'randAlpha', args: [-1], matches: /^$/ },
  { name: 'randBytes', args: [3], matches: /^[0-9A-Za-z+/]{4}$/ },
  {
    name: 'uuidv4',
    args: [],
    matches: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  },
]
for (const { name, args, matches } of shapes) {
  test(`${name} ${args} gives ${matches}`, () => assert.match(String(call(name, ...args)), matches))
}

test('randInt gives every number from the first to just below the second', () => {
  const seen = new Set(Array.from({ length: 500 }, () => String(call('randInt', 3, 6))))
  assert.deepEqual([...seen].sort(), ['3', '4', '5'])
})

test('randInt refuses an empty range', () => {
  assert.throws(() => call('randInt', 5, 5), /invalid argument to Intn/)
})
