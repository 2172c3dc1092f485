import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mediaTypeOf } from './media-type.ts'

const cases = [
  { header: 'application/json', is: 'application/json' },
  { header: ' Application/JSON ; Charset=utf-8', is: 'application/json' },
  { header: 'application/json;', is: 'application/json' },
  { header: 'text/x; a="b;\\"c"; d=e', is: 'text/x' },
  { header: 'application/json; x', is: undefined },
  { header: 'application/json; x=', is: undefined },
  { header: 'application/json,application/yaml', is: undefined },
  { header: `a/b; c=d${' '.repeat(1_000_000)}x`, is: undefined },
  { header: `a${' '.repeat(1_000_000)}b`, is: undefined },
  { header: 'a/b; c=d ; ', is: 'a/b' },
  { header: 'a/b;;', is: undefined },
  { header: '/', is: undefined },
  { header: '', is: undefined },
]
for (const { header, is } of cases) {
  test(`mediaTypeOf() reads '${header.slice(0, 40)}' as ${is}`, () => assert.equal(mediaTypeOf(header), is))
}
