import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatSize } from '../commands/stats.ts'
import { formatAge } from './age.ts'
import { shortenDigests } from './shorten-digests.ts'
import { formatTable } from './table.ts'

test('formatTable() pads columns, writes titles in capitals and breaks cells with several lines', () => {
  const text = formatTable(
    ['Name', 'Message'],
    [
      ['a', 'first\nsecond'],
      ['long-name', 'x'],
    ],
  )
  const expected = [
    'NAME     |MESSAGE|',
    'a        |first  |',
    '         |second |',
    'long-name|x      |',
    '',
  ]
  assert.deepEqual(text.replaceAll('\t', '|').split('\n'), expected)
})

test('formatTable() prints rows only without a header', () => {
  assert.equal(formatTable(undefined, [['a', 'b']]), 'a\tb\t\n')
})

const ages = [
  { ms: 0, is: '0s' },
  { ms: 119_000, is: '119s' },
  { ms: 120_000, is: '2m' },
  { ms: 303_000, is: '5m3s' },
  { ms: 3 * 3_600_000, is: '3h' },
  { ms: 7 * 3_600_000 + 12 * 60_000, is: '7h12m' },
  { ms: 50 * 3_600_000, is: '2d2h' },
  { ms: 30 * 86_400_000, is: '30d' },
  { ms: 800 * 86_400_000, is: '2y70d' },
  { ms: -5000, is: '<invalid>' },
]
for (const { ms, is } of ages) {
  test(`formatAge() writes ${ms} ms as ${is}`, () => assert.equal(formatAge(ms), is))
}

const sizes = [
  { bytes: 0, is: '-' },
  { bytes: 1023, is: '1023 B' },
  { bytes: 1536, is: '1.5 KiB' },
  { bytes: 5 * 1024 ** 2, is: '5.0 MiB' },
]
for (const { bytes, is } of sizes) {
  test(`formatSize() writes ${bytes} bytes as ${is}`, () => assert.equal(formatSize(bytes), is))
}

test('shortenDigests() cuts hashes to eight digits and leaves other words', () => {
  const hash = '0123456789abcdef0123456789abcdef01234567'
  assert.equal(shortenDigests(`main@sha1:${hash} of deadbeef`), 'main@sha1:01234567 of deadbeef')
})
