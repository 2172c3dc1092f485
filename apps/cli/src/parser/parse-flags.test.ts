import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choice, duration, integer, list, pairs, text, texts, toggle } from './flags.ts'
import { parseFlags, UsageError } from './parse-flags.ts'

const table = {
  name: text('', 'anyone', { short: 'n' }),
  all: toggle('', { short: 'A' }),
  wide: toggle('', { short: 'w' }),
  tags: list('', ['default']),
  raw: texts(''),
  env: pairs(''),
  timeout: duration('', 1000),
  count: integer('', 1),
  level: choice('', ['low', 'high'], { initial: '', refusal: v => `unsupported level '${v}'` }),
}

const readings = [
  { does: 'reads a value after =', argv: ['--name=a=b'], name: 'name', is: 'a=b' },
  { does: 'reads a value in the next word', argv: ['--name', 'x'], name: 'name', is: 'x' },
  { does: 'reads an empty value', argv: ['--name='], name: 'name', is: '' },
  { does: 'reads a value behind its shorthand', argv: ['-nx'], name: 'name', is: 'x' },
  { does: 'reads a value behind shorthand and =', argv: ['-n=x'], name: 'name', is: 'x' },
  { does: 'reads a value in the word after the shorthand', argv: ['-n', 'x'], name: 'name', is: 'x' },
  { does: 'reads a value behind switches', argv: ['-Awnx'], name: 'name', is: 'x' },
  { does: 'keeps the default', argv: [], name: 'name', is: 'anyone' },
  { does: 'turns a switch on', argv: ['-wA'], name: 'all', is: true },
  { does: 'turns a switch off', argv: ['--all=F'], name: 'all', is: false },
  {
    does: 'replaces the default of a list',
    argv: ['--tags=a,b', '--tags', 'c'],
    name: 'tags',
    is: ['a', 'b', 'c'],
  },
  { does: 'keeps commas inside quotes', argv: ['--tags="a,b",c'], name: 'tags', is: ['a,b', 'c'] },
  { does: 'takes raw texts as they are', argv: ['--raw=a,b', '--raw=c'], name: 'raw', is: ['a,b', 'c'] },
  { does: 'reads pairs', argv: ['--env=a=1,b=2=3'], name: 'env', is: { a: '1', b: '2=3' } },
  { does: 'reads a duration', argv: ['--timeout=1m30s'], name: 'timeout', is: 90_000 },
  { does: 'reads an integer', argv: ['--count=-5'], name: 'count', is: -5 },
  { does: 'reads a choice', argv: ['--level', 'high'], name: 'level', is: 'high' },
]
for (const { does, argv, name, is } of readings) {
  test(`parseFlags() ${does}`, () => {
    assert.deepEqual(parseFlags(table, argv).values[name], is)
  })
}

test('parseFlags() tells arguments from flags, wherever they stand', () => {
  const { args, changed } = parseFlags(table, ['a', '--name', 'x', 'b', '-', '--', '--all'])
  assert.deepEqual(args, ['a', 'b', '-', '--all'])
  assert.deepEqual([...changed], ['name'])
})

test('parseFlags() stops at a request for help', () => {
  assert.equal(parseFlags(table, ['--help', '--nope']).wantsHelp, true)
  assert.equal(parseFlags(table, ['-h']).wantsHelp, true)
})

const refusals = [
  { argv: ['--nope'], says: 'unknown flag: --nope' },
  { argv: ['---x'], says: 'bad flag syntax: ---x' },
  { argv: ['-z'], says: "unknown shorthand flag: 'z' in -z" },
  { argv: ['-Azw'], says: "unknown shorthand flag: 'z' in -zw" },
  { argv: ['--name'], says: 'flag needs an argument: --name' },
  { argv: ['-An'], says: "flag needs an argument: 'n' in -n" },
  {
    argv: ['--all=maybe'],
    says: 'invalid argument "maybe" for "-A, --all" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  },
  {
    argv: ['--timeout=abc'],
    says: 'invalid argument "abc" for "--timeout" flag: time: invalid duration "abc"',
  },
  {
    argv: ['--timeout=1h5'],
    says: 'invalid argument "1h5" for "--timeout" flag: time: missing unit in duration "1h5"',
  },
  {
    argv: ['--timeout=5x'],
    says: 'invalid argument "5x" for "--timeout" flag: time: unknown unit "x" in duration "5x"',
  },
  {
    argv: ['--count=1.5'],
    says: 'invalid argument "1.5" for "--count" flag: strconv.ParseInt: parsing "1.5": invalid syntax',
  },
  {
    argv: ['--level=mid'],
    says: 'invalid argument "mid" for "--level" flag: unsupported level \'mid\', must be one of: low, high',
  },
  { argv: ['--env=a'], says: 'invalid argument "a" for "--env" flag: a must be formatted as key=value' },
]
for (const { argv, says } of refusals) {
  test(`parseFlags() refuses ${argv.join(' ')}`, () => {
    assert.throws(() => parseFlags(table, argv), new UsageError(says))
  })
}
