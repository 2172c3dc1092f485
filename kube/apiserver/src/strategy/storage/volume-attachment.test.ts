import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { created, updated } from '../test-context.ts'
import { objectAt } from '../values/read.ts'

const key = 'volumeattachments.storage.k8s.io'
const attachment = (spec: JsonObject): JsonObject => ({
  metadata: { name: 'scratch' },
  spec: { attacher: 'disks.example', nodeName: 'n1', source: { persistentVolumeName: 'pv1' }, ...spec },
})

test('a changed VolumeAttachment is told as the Go struct', () => {
  const { errors } = updated(key, attachment({}), attachment({ nodeName: 'n2' }))
  assert.deepEqual(errors, [
    'spec: Invalid value: {"Attacher":"disks.example","Source":{"PersistentVolumeName":"pv1","InlineVolumeSpec":null},"NodeName":"n2"}: field is immutable',
  ])
})

test('the source of an inline volume gets the defaults of a PersistentVolume', () => {
  const { object } = created(key, attachment({ source: { inlineVolumeSpec: { rbd: { image: 'i' } } } }))
  const inline = objectAt(objectAt(objectAt(object, 'spec'), 'source'), 'inlineVolumeSpec')
  assert.equal(objectAt(inline, 'rbd')['pool'], 'rbd')
  assert.equal(inline['volumeMode'], undefined)
})

test('a provisioner is told in lower case', () => {
  const { errors } = created('storageclasses.storage.k8s.io', {
    metadata: { name: 'fast' },
    provisioner: 'Fast!',
  })
  assert.match(errors.join(), /^provisioner: Invalid value: "fast!": name part must consist/)
})
