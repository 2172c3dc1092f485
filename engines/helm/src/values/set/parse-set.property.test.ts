import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GoMap } from '@sluice/gotemplate'
import fc from 'fast-check'
import { ChartError } from '../../chart/chart-error.ts'
import { parseSet } from './parse-set.ts'
import {
  setFileGrammar,
  setGrammar,
  setJsonGrammar,
  setLiteralGrammar,
  setStringGrammar,
} from './set-grammar.ts'

const grammars = [
  setGrammar,
  setStringGrammar,
  setJsonGrammar,
  setLiteralGrammar,
  setFileGrammar(name => name),
]
const pieces = [
  'a',
  'b',
  '.',
  ',',
  '=',
  '[0]',
  '[3]',
  '[',
  ']',
  '{',
  '}',
  '\\',
  '"x"',
  '{"k":1}',
  '1',
  'null',
  ' ',
  'é',
  '😀',
]
const texts = fc.oneof(
  fc.string(),
  fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map(parts => parts.join('')),
)

test('parseSet() sets values or says what is wrong, whatever the text', () => {
  fc.assert(
    fc.property(texts, fc.constantFrom(...grammars), (text, grammar) => {
      try {
        parseSet(text, { a: { b: [1] } }, grammar)
      } catch (error) {
        assert.ok(error instanceof ChartError, String(error))
      }
    }),
    { numRuns: 2000 },
  )
})

test('parseSet() gives back a text whose special characters are escaped', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      const values: GoMap = {}
      const escaped = text.replace(/[\\,={}[\].]/g, '\\$&')
      parseSet(`key=${escaped}`, values, setStringGrammar)
      assert.equal(values['key'], text)
    }),
  )
})

test('parseSet() of a literal gives back any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), text => {
      const values: GoMap = {}
      parseSet(`key=${text}`, values, setLiteralGrammar)
      assert.equal(values['key'], text)
    }),
  )
})
