import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Dialect, parseYaml, YamlError } from './index.ts'

const values: readonly { does: string; text: string; dialect?: Dialect; gives: unknown }[] = [
  { does: 'takes yes and on for booleans in v2', text: 'a: yes\non: off', gives: { a: true, true: false } },
  {
    does: 'takes yes for a string in v3',
    text: 'a: yes\non: off',
    dialect: 'v3',
    gives: { a: 'yes', on: 'off' },
  },
  { does: 'keeps a 64-bit integer', text: 'a: 12345678901234567890', gives: { a: 12345678901234567890n } },
  {
    does: 'reads octal, hexadecimal and binary',
    text: '[0644, 0o644, 0x1F, 0b11, 1_000]',
    gives: [420, 420, 31, 3, 1000],
  },
  { does: 'reads 08 as a float', text: '[08, 1e3, .5]', gives: [8, 1000, 0.5] },
  { does: 'leaves a date a string', text: 'a: 2024-01-02', gives: { a: '2024-01-02' } },
  { does: 'ignores unknown tags', text: 'a: !thing 12', gives: { a: '12' } },
  { does: 'decodes !!binary', text: 'a: !!binary aGk=', gives: { a: 'hi' } },
  { does: 'copies aliases', text: 'a: &x {b: 1}\nc: *x', gives: { a: { b: 1 }, c: { b: 1 } } },
  {
    does: 'merges, explicit keys first',
    text: 'a: &x {b: 1, c: 1}\nd:\n  <<: *x\n  b: 2',
    gives: { a: { b: 1, c: 1 }, d: { b: 2, c: 1 } },
  },
  { does: 'keeps a quoted << as a key', text: '"<<": {a: 1}', gives: { '<<': { a: 1 } } },
]
for (const { does, text, dialect, gives } of values) {
  test(`parseYaml() ${does}`, () => {
    assert.deepEqual(parseYaml(text, dialect ? { dialect } : {}), [gives])
  })
}

test('parseYaml() ends a block scalar where the text ends', () => {
  assert.deepEqual(parseYaml('a: |\n  x'), [{ a: 'x' }])
  assert.deepEqual(parseYaml('a: |\n  x\n'), [{ a: 'x\n' }])
})

test('parseYaml() leaves out empty documents', () => {
  assert.deepEqual(parseYaml('---\n# nothing\n---\na: 1\n---\n'), [{ a: 1 }])
  assert.deepEqual(parseYaml(''), [])
})

const errors = [
  {
    does: 'refuses a key given twice',
    text: 'a: 1\nb: 2\na: 3',
    reason: /key "a" already set in map/,
    line: 3,
  },
  {
    does: 'refuses an anchor that contains itself',
    text: 'a: &x\n  b: *x',
    reason: /contains itself/,
    line: 2,
  },
  { does: 'refuses an unknown anchor', text: 'a: *x', reason: /unknown anchor 'x'/, line: 1 },
  { does: 'refuses a tab as indentation', text: 'a:\n\tb: 1', reason: /./, line: 2 },
  { does: 'refuses infinity, which JSON lacks', text: 'a: .inf', reason: /unsupported value/, line: 1 },
]
for (const { does, text, reason, line } of errors) {
  test(`parseYaml() ${does}`, () => {
    assert.throws(
      () => parseYaml(text),
      error => error instanceof YamlError && reason.test(error.reason) && error.line === line,
    )
  })
}

test('parseYaml() bounds what aliases can grow to', () => {
  const levels = ['a: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 9; i++)
    levels.push(
      `b${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    )
  assert.throws(() => parseYaml(levels.join('\n')), /excessive aliasing/)
})

test('parseYaml() hands duplicates over and takes the last', () => {
  const found: string[] = []
  assert.deepEqual(
    parseYaml('a: 1\na: 2', { onDuplicate: ({ key, line }) => found.push(`${key}:${line}`) }),
    [{ a: 2 }],
  )
  assert.deepEqual(found, ['a:2'])
})

test('parseYaml() does not touch the prototype', () => {
  const [value] = parseYaml('__proto__: {polluted: true}')
  assert.equal(Object.hasOwn(value as object, '__proto__'), true)
  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
})

test('parseYaml() reads integers as it is told', () => {
  const text = '[1, 1.0, 1e3, 0xE, 9007199254740993]'
  assert.deepEqual(parseYaml(text), [[1, 1, 1000, 14, 9007199254740993n]])
  assert.deepEqual(parseYaml(text, { integers: 'float64' }), [[1, 1, 1000, 14, 9007199254740992]])
  assert.deepEqual(parseYaml(text, { integers: 'bigint' }), [[1n, 1, 1000, 14n, 9007199254740993n]])
})

test('parseYaml() tells how scalars were written where the values do not', () => {
  const heard: unknown[] = []
  const text = 'a: 1.0\nb: [~, 0x10, "1.0", 7]\nc:\nd: null\ne: {f: True}\n'
  parseYaml(text, { onSpelling: ({ key, value, text }) => heard.push([key, value, text]) })
  assert.deepEqual(heard, [
    ['a', 1, '1.0'],
    [0, null, '~'],
    [1, 16, '0x10'],
    ['c', null, ''],
    ['f', true, 'True'],
  ])
})

test('parseYaml() reads times in v3 only', () => {
  const text = 'a: 2020-1-02\nb: 2020-01-02 03:04:05.670\nc: 2020-01-02T03:04:05+00:00\nd: "2020-01-02"\n'
  const times = { a: '2020-01-02T00:00:00Z', b: '2020-01-02T03:04:05.67Z', c: '2020-01-02T03:04:05Z' }
  assert.deepEqual(parseYaml(text, { dialect: 'v3' }), [{ ...times, d: '2020-01-02' }])
  assert.deepEqual(parseYaml('a: 2020-1-02\n'), [{ a: '2020-1-02' }])
})

test('parseYaml() refuses keys that are no strings where asked to', () => {
  assert.throws(
    () => parseYaml('a: {8080: b}\n', { stringKeys: true }),
    /the mapping key 8080 is not a string/,
  )
})
