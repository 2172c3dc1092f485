import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fieldProblems, findDuplicateFields, scanJson } from './duplicate-fields.ts'

const cases = [
  { does: 'finds none in plain text', text: '{"a":1,"b":{"a":2}}', finds: [] },
  { does: 'names the path of a nested one', text: '{"a":{"b":1,"b":2}}', finds: ['a.b'] },
  { does: 'numbers list items', text: '{"a":[{},{"x":1,"x":2}]}', finds: ['a[1].x'] },
  { does: 'tells each once', text: '{"a":1,"a":2,"a":3}', finds: ['a'] },
  { does: 'sees through escapes', text: '{"a\\"b":"}{","a\\"b":2}', finds: ['a"b'] },
  { does: 'survives empty lists and objects', text: ' { "a" : [ ] , "b" : { } } ', finds: [] },
]
for (const { does, text, finds } of cases) {
  test(`findDuplicateFields() ${does}`, () => {
    assert.deepEqual(findDuplicateFields(text), finds)
  })
}

test('scanJson() keeps the texts of numbers that are not written as integers, by their last place', () => {
  const { numbers } = scanJson('{"a":[1,1.0],"b":{"c":-1E2},"d":2.5,"d":2,"e":"1.0"}')
  assert.deepEqual(
    [...numbers],
    [
      ['a[1]', '1.0'],
      ['b.c', '-1E2'],
    ],
  )
})

test('fieldProblems() tells what is unknown or there twice in the order of the text', () => {
  const text = '{"x":{"y":1,"y":2},"a":{"b":1,"b":2},"x":3,"z":1}'
  assert.deepEqual(fieldProblems(text, ['x', 'z']), [
    'unknown field "x"',
    'duplicate field "a.b"',
    'unknown field "z"',
  ])
})
