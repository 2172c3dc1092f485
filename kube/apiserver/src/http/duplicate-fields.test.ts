import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findDuplicateFields } from './duplicate-fields.ts'

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
