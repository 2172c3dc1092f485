import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtInTypes } from '../kinds/index.ts'
import { declared, mergedText, operatedText } from './patched-text.ts'

const type = builtInTypes().find(each => each.plural === 'pods')
assert.ok(type)
const container = { image: 'a:1', name: 'a' }
const pod = { spec: { restartPolicy: 'Never', containers: [container] }, kind: 'Pod', apiVersion: 'v1' }

test('mergedText() sorts the levels a merge patch went through and shows the rest as declared', () => {
  const value = { ...pod, metadata: [] }
  assert.equal(
    mergedText(value, { metadata: [] }, pod, type),
    '{"apiVersion":"v1","kind":"Pod","metadata":[],"spec":{"containers":[{"name":"a","image":"a:1"}],"restartPolicy":"Never"}}',
  )
})

const scale = '/spec/containers/0/image'
const opened = [
  { does: 'sorts what operations lead through', operations: [{ op: 'replace', path: scale, value: 'a:2' }] },
  { does: 'sorts what a test leads through', operations: [{ op: 'test', path: scale, value: 'a:1' }] },
]
for (const { does, operations } of opened) {
  test(`operatedText() ${does}`, () => {
    const image = operations.some(each => each.op === 'replace') ? 'a:2' : 'a:1'
    assert.equal(
      operatedText(declared(pod, type), operations),
      `{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"${image}","name":"a"}],"restartPolicy":"Never"}}`,
    )
  })
}

test('operatedText() shows values of the patch as they are there', () => {
  assert.equal(
    operatedText(declared(pod, type), [{ op: 'add', path: '/spec', value: { b: 1, a: { d: 1, c: 2 } } }]),
    '{"apiVersion":"v1","kind":"Pod","spec":{"b":1,"a":{"d":1,"c":2}}}',
  )
})

test('mergedText() sorts what a merge patch adds where nothing was', () => {
  assert.equal(
    mergedText(
      { ...pod, metadata: { name: 'a', labels: { b: '1', a: '2' } } },
      { metadata: { name: 'a', labels: { b: '1', a: '2' } } },
      pod,
      type,
    ),
    '{"apiVersion":"v1","kind":"Pod","metadata":{"labels":{"a":"2","b":"1"},"name":"a"},"spec":{"containers":[{"name":"a","image":"a:1"}],"restartPolicy":"Never"}}',
  )
})
