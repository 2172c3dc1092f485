import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@sluice/base/json'
import fc from 'fast-check'
import { formatYaml, parseYaml } from './index.ts'

const tricky = fc.constantFrom(
  ...[
    'yes',
    '~',
    '',
    ' ',
    '\n',
    '\n\n',
    ' a\nb ',
    '- a',
    'a: b',
    '# c',
    '<<',
    '0x1F',
    '1_0',
    '12:30',
    '2001-01-01',
  ],
  ...[
    '\t',
    'a\tb\nc',
    "it's",
    '"',
    '\\',
    '\u2028',
    'é\u0085',
    '\ufeff',
    '😀',
    '---',
    '...',
    '? ',
    '|',
    '!a',
    '%',
  ],
)
const text = fc
  .oneof(
    tricky,
    fc.string({ unit: 'binary' }).map(value => value.toWellFormed()),
    fc.array(fc.oneof(tricky, fc.string()), { maxLength: 30 }).map(words => words.join(' ')),
  )
  .filter(value => !startsWithTab(value))
const leaf = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
)
const { value } = fc.letrec<{ value: JsonValue }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    // Go writes a key << without quotes, and fails to read it.
    fc.dictionary(
      text.filter(key => key !== '<<'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
}))

/** Go itself cannot read a block whose first line starts with a tab, though it writes them. */
function startsWithTab(value: string): boolean {
  return /^\n*\t.*\n|\n\t/s.test(value)
}

for (const dialect of ['v2', 'v3'] as const) {
  test(`formatYaml() in ${dialect} is read back as the same value`, () => {
    fc.assert(
      fc.property(value, given => {
        const [read = null] = parseYaml(formatYaml(given, { dialect }), { integers: 'float64' })
        assert.deepEqual(read, JSON.parse(JSON.stringify(given)))
      }),
    )
  })
}
