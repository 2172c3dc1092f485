import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatFloat } from './format/format-float.ts'
import { int, ParseError, printValue, quoteString, TemplateSet } from './index.ts'
import { unquote } from './parse/unquote.ts'

const pieces = [
  '{{',
  '}}',
  '{{- ',
  ' -}}',
  '/*',
  '*/',
  'if ',
  'else',
  'end',
  'range ',
  'with ',
  'define ',
  'template ',
  'block ',
  'break',
  'continue',
  '"a"',
  '`',
  "'",
  '$x',
  ':=',
  '=',
  '|',
  '(',
  ')',
  '.',
  '.a',
  ',',
  '1',
  '0x',
  '1e',
  '+',
  '-',
  'nil',
  'print ',
  ' ',
  '\n',
  '\\',
  'é',
  '\u{1F600}',
  '\0',
]

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map(parts => parts.join('')),
  fc.array(fc.constantFrom(...pieces), { maxLength: 10 }).map(parts => `{{${parts.join('')}}}{{end}}`),
)

function newSet(): TemplateSet {
  return new TemplateSet('set', { functions: { has: () => false, find: () => undefined } })
}

test('parse() takes any text, or refuses it with a ParseError', () => {
  fc.assert(
    fc.property(text, source => {
      try {
        newSet().parse({ name: 'T', text: source })
      } catch (error) {
        assert.ok(error instanceof ParseError, String(error))
        assert.match(error.message, /^template: T:\d+: ./)
      }
    }),
    { numRuns: 2000 },
  )
})

test('a text without actions is printed as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), source => {
      fc.pre(!source.includes('{{'))
      const set = newSet()
      set.add(set.parse({ name: 'T', text: source }))
      assert.equal(set.execute('T', null), source)
    }),
  )
})

test('a printed float is read back as the same', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), value => {
      assert.equal(Number(printValue(value)), value)
      for (const letter of ['e', 'f', 'g'] as const)
        assert.equal(Number(formatFloat(value, letter, -1)), value)
    }),
  )
})

test('a rounded float is as near as its digits allow', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), fc.nat(20), (value, digits) => {
      const shown = Number(formatFloat(value, 'f', digits))
      assert.ok(Math.abs(shown - value) <= 0.5 * 10 ** -digits + Math.abs(value) * 2 ** -52)
    }),
  )
})

test('a printed integer is read back as the same', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), value => {
      assert.equal(BigInt(printValue(int(value))), value)
    }),
  )
})

test('a quoted string means the string', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), value => {
      fc.pre(value.isWellFormed())
      assert.equal(unquote(quoteString(value)), value)
      assert.equal(unquote(quoteString(value, '"', true)), value)
    }),
  )
})
