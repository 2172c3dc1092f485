import assert from 'node:assert/strict'
import test from 'node:test'
import type { JsonValue } from '@sluice/base/json'
import fc from 'fast-check'
import { formatYaml } from '../format-yaml.ts'
import { parseExactly } from '../parse-yaml.ts'
import { readQuickly } from './read-quickly.ts'

const word = fc.constantFrom(
  'a',
  'b1',
  'app.example/x',
  'yes',
  'null',
  '1',
  '1.0',
  '~',
  'x y',
  '- z',
  'k: v',
  '#c',
  "'",
  '"',
  '|',
  '',
)
const line = fc.tuple(
  fc.nat(6),
  fc.array(fc.oneof(word, fc.constantFrom(': ', ':', '- ', ' #', '[', ']', '{', '}', ', ', '|', '>')), {
    maxLength: 5,
  }),
)
const text = fc.array(
  line.map(([indent, parts]) => ' '.repeat(indent) + parts.join('')),
  { maxLength: 8 },
)

/** The values of a text, or why there are none. */
function exactly(source: string): JsonValue[] | string {
  try {
    return parseExactly(source, { dialect: 'v3' })
  } catch (error) {
    if (error instanceof Error) return error.name
    throw error
  }
}

test('what readQuickly() reads is what the exact reader reads, whatever the text', () => {
  fc.assert(
    fc.property(text, lines => {
      const source = `${lines.join('\n')}\n`
      const read = readQuickly(source, { dialect: 'v3' })
      if (read !== undefined) assert.deepEqual(read, exactly(source))
    }),
    { numRuns: 3000 },
  )
})

test('readQuickly() reads what formatYaml() writes, or leaves it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value => {
      const source = formatYaml(value as JsonValue)
      const read = readQuickly(source, {})
      if (read !== undefined) assert.deepEqual(read, exactly(source))
    }),
  )
})
