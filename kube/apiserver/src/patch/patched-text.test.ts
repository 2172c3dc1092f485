import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtInTypes } from '../kinds/index.ts'
import { mergedText, operatedText } from './patched-text.ts'

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

test('operatedText() sorts what the pointers of a JSON patch lead through', () => {
  assert.equal(
    operatedText(pod, ['/spec/containers/0/image'], type),
    '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"a:1","name":"a"}],"restartPolicy":"Never"}}',
  )
})
