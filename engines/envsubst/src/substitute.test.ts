import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EnvsubstError, substitute } from './index.ts'

const values: Readonly<Record<string, string>> = {
  a: 'hello',
  b: 'a/b/c.tar.gz',
  empty: '',
  n: '3',
  u: 'héé',
}
const lookup = (name: string) => values[name]

// biome-ignore format: a table
const cases: readonly [text: string, gives: string][] = [
  ['x', 'x'], ['${a}', 'hello'], ['$a', '$a'], ['$${a}', '${a}'], ['$$', '$'], ['a$', 'a$'], ['<${a}${n}>', '<hello3>'],
  ['${missing:-word}', 'word'], ['${empty:-word}', 'word'], ['${missing:=w}', 'w'], ['${missing=w}', 'w'], ['${a:+w}', 'hello'],
  ['${missing:?w}', 'w'], ['${missing:-${a}/${n}}', 'hello/3'], ['${missing:-}', ''], ['${empty}', ''],
  ['${#a}', '5'], ['${#u}', '5'], ['${a^}', 'Hello'], ['${a^^}', 'HELLO'], ['${a,}', 'hello'],
  ['${a:1}', 'ello'], ['${a:1:2}', 'el'], ['${a:-1}', 'hello'], ['${a:9}', ''], ['${a:x}', 'hello'], ['${a:0:99}', 'hello'],
  ['${a/l/L}', 'heLlo'], ['${a//l/L}', 'heLLo'], ['${a/#he/HE}', 'HEllo'], ['${a/%lo/LO}', 'helLO'], ['${b/\\//-}', 'a-b/c.tar.gz'],
  ['${a/l/}', 'helo'], ['${a/l/$&}', 'he$&lo'],
  ['${b#*/}', 'b/c.tar.gz'], ['${b##*/}', 'c.tar.gz'], ['${b%.*}', 'a/b/c.tar'], ['${b%%.*}', 'a/b/c'], ['${a#[a-h]}', 'ello'],
]
for (const [text, gives] of cases) {
  test(`substitute() makes ${JSON.stringify(gives)} of ${text}`, () => {
    assert.equal(substitute(text, lookup), gives)
  })
}

const errors: readonly [text: string, message: string][] = [
  ['${missing}', 'variable not set (strict mode): "missing"'],
  ['${#missing}', 'variable not set (strict mode): "missing"'],
  ['${a', 'missing closing brace'],
  ['${a b}', 'missing closing brace'],
  ['${a-word}', 'missing closing brace'],
  ['${}', 'unable to parse variable name'],
  ['${ a}', 'unable to parse variable name'],
  ['${a:}', 'unable to parse substitution within function'],
  ['${a:-word', 'unable to parse substitution within function'],
  ['${a^^^}', 'bad substitution'],
  ['${a/x}', 'bad substitution'],
]
for (const [text, message] of errors) {
  test(`substitute() refuses ${text}: ${message}`, () => {
    assert.throws(() => substitute(text, lookup), new EnvsubstError(message))
  })
}

test('substitute() takes a missing variable as empty unless strict', () => {
  assert.equal(substitute('<${missing}>', lookup, { strict: false }), '<>')
})

test('substitute() matches a pattern of many stars in bounded time', () => {
  const long = 'a'.repeat(200)
  assert.equal(
    substitute('${v#*a*a*a*a*a*a*b}', () => long),
    long,
  )
})
