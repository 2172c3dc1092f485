import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ConstraintError,
  compareVersions,
  formatVersion,
  parseConstraint,
  parseStrictVersion,
  parseVersion,
  satisfies,
  type Version,
} from './index.ts'

const version = (text: string): Version => {
  const parsed = parseVersion(text)
  assert.ok(parsed, `'${text}' is a version`)
  return parsed
}

const readings: readonly [text: string, written: string | undefined][] = [
  ['1.2.3', '1.2.3'],
  ['v1.2', '1.2.0'],
  ['7', '7.0.0'],
  ['2025.01.02', '2025.1.2'],
  ['1.0.0-rc.1+build.5', '1.0.0-rc.1+build.5'],
  ['18446744073709551615.0.0', '18446744073709551615.0.0'],
  ['18446744073709551616.0.0', undefined],
  ['1.0.0-rc.01', undefined],
  ['1.0.0-rc..1', undefined],
  ['1.0.0+a..b', undefined],
  ['1.2.3.4', undefined],
  ['latest', undefined],
  ['', undefined],
]
for (const [text, written] of readings) {
  test(`parseVersion() reads '${text}' as ${written}`, () => {
    const parsed = parseVersion(text)
    assert.equal(parsed && formatVersion(parsed), written)
  })
}

test('parseStrictVersion() refuses what only looks like a version', () => {
  for (const text of ['v1.2.3', '1.2', '01.2.3', '1.2.3-']) assert.equal(parseStrictVersion(text), undefined)
  assert.equal(parseStrictVersion('1.2.3-a+b')?.prerelease, 'a')
})

test('compareVersions() orders by precedence and ignores build metadata', () => {
  const ascending = [
    '1.0.0-1',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-rc.2',
    '1.0.0-rc.10',
    '1.0.0',
    '1.0.1',
    '2.0.0',
  ]
  const shuffled = ascending.toReversed().map(version).sort(compareVersions)
  assert.deepEqual(shuffled.map(formatVersion), ascending)
  assert.equal(compareVersions(version('1.0.0+a'), version('1.0.0+b')), 0)
})

const checks: readonly { constraint: string; takes: readonly string[]; refuses: readonly string[] }[] = [
  { constraint: '1.2.3', takes: ['1.2.3', 'v1.2.3', '1.2.3+b'], refuses: ['1.2.4', '1.2.3-rc.1'] },
  { constraint: '1.2', takes: ['1.2.0', '1.2.9'], refuses: ['1.3.0'] },
  { constraint: '*', takes: ['0.0.1', '9.9.9'], refuses: ['1.0.0-rc.1'] },
  { constraint: '1.X', takes: ['1.0.0', '1.9.9'], refuses: ['2.0.0'] },
  { constraint: '=2', takes: ['2.5.0'], refuses: ['3.0.0'] },
  { constraint: '!=1.2.3', takes: ['1.2.4'], refuses: ['1.2.3'] },
  { constraint: '!=1.x', takes: ['2.0.0'], refuses: ['1.5.0'] },
  { constraint: '!=1.2.x', takes: ['1.3.0'], refuses: ['1.2.7'] },
  { constraint: '>11', takes: ['12.0.0'], refuses: ['11.1.0'] },
  { constraint: '>11.1', takes: ['11.2.0'], refuses: ['11.1.9'] },
  { constraint: '>1.2.3', takes: ['1.2.4'], refuses: ['1.2.3'] },
  { constraint: '<2', takes: ['1.9.9'], refuses: ['2.0.0'] },
  { constraint: '<=11', takes: ['11.9.9'], refuses: ['12.0.0'] },
  { constraint: '<=11.1', takes: ['11.1.9'], refuses: ['11.2.0'] },
  { constraint: '=>1.2', takes: ['1.2.0'], refuses: ['1.1.9'] },
  { constraint: '~1.2.3', takes: ['1.2.3', '1.2.9'], refuses: ['1.2.2', '1.3.0'] },
  { constraint: '~>1', takes: ['1.9.0'], refuses: ['2.0.0'] },
  { constraint: '~0.0.0', takes: ['5.0.0'], refuses: [] },
  { constraint: '^1.2.3', takes: ['1.9.0'], refuses: ['2.0.0', '1.2.2'] },
  { constraint: '^0.2.3', takes: ['0.2.9'], refuses: ['0.3.0'] },
  { constraint: '^0.0.3', takes: ['0.0.3'], refuses: ['0.0.4'] },
  { constraint: '^0', takes: ['0.9.0'], refuses: ['1.0.0'] },
  { constraint: '^0.0', takes: ['0.0.9'], refuses: ['0.1.0'] },
  { constraint: '1.2 - 2', takes: ['1.2.0', '2.9.0'], refuses: ['1.1.9', '3.0.0'] },
  { constraint: '1.0.0 - 2.0.0, !=1.5.0', takes: ['1.4.0'], refuses: ['1.5.0'] },
  { constraint: '>=1.0.0 <2.0.0', takes: ['1.5.0'], refuses: ['2.0.0', '1.5.0-rc.1'] },
  { constraint: '>= 1, < 2 || ~3.1', takes: ['1.5.0', '3.1.4'], refuses: ['2.0.0', '3.2.0'] },
  { constraint: '>=1.2.0-0', takes: ['1.2.0-rc.1', '1.3.0-alpha', '2.0.0'], refuses: ['1.1.9'] },
  { constraint: '<=2.0.0-beta || >3', takes: ['1.0.1-beta'], refuses: ['3.0.1-beta'] },
]
for (const { constraint, takes, refuses } of checks) {
  test(`satisfies() decides by '${constraint}'`, () => {
    const parsed = parseConstraint(constraint)
    for (const text of takes) assert.equal(satisfies(version(text), parsed), true, `${text} is in`)
    for (const text of refuses) assert.equal(satisfies(version(text), parsed), false, `${text} is out`)
  })
}

for (const text of ['', '>= bar', 'a >= 1.2.3', '1.2.3.4', '1.2.3~ 1.2', '1.0 1.2 - 1.5', '||', '1 ||']) {
  test(`parseConstraint() refuses '${text}'`, () => {
    assert.throws(() => parseConstraint(text), ConstraintError)
  })
}

test('parseConstraint() quotes the part it cannot read', () => {
  assert.throws(() => parseConstraint('>= bar'), { message: 'improper constraint: ">= bar"' })
})

test('parseConstraint() refuses texts that are too long at once', () => {
  assert.throws(() => parseConstraint(`1${' '.repeat(100_000)}x`), ConstraintError)
})
