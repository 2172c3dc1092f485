import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatJson, isJsonObject, memberOf, parseJson, setMember } from './index.ts'

test('memberOf() has only what is the own of an object', () => {
  const object = parseJson('{"toString":1,"__proto__":2}')
  assert.ok(isJsonObject(object))
  assert.deepEqual(
    ['toString', '__proto__', 'constructor'].map(name => memberOf(object, name)),
    [1, 2, undefined],
  )
})

test('setMember() makes a member of any name', () => {
  const object = {}
  for (const name of ['a', '__proto__', 'constructor']) setMember(object, name, 1)
  assert.equal(formatJson(object), '{"a":1,"__proto__":1,"constructor":1}')
})
