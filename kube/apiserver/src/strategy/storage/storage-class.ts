/** StorageClasses and what CSI drivers register. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { type Draft, ensure, fill } from '../values/draft.ts'
import { immutable } from '../values/immutable.ts'
import { dnsSubdomainErrors, qualifiedNameErrors } from '../values/names.ts'
import { findObject, listAt, objectAt, objectsAt, textAt } from '../values/read.ts'

export const storageClassStrategy: Strategy = defineKind({
  defaults: draft => {
    fill(draft, 'reclaimPolicy', 'Delete')
    fill(draft, 'volumeBindingMode', 'Immediate')
  },
  errors: storageClassErrors,
  updateErrors: function* (object, old) {
    for (const field of ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode']) {
      yield* immutable(object, old, field, '')
    }
  },
})

function* storageClassErrors(object: JsonObject): Generator<FieldError> {
  const provisioner = textAt(object, 'provisioner')
  if (!provisioner) yield required('provisioner')
  else
    for (const error of qualifiedNameErrors(provisioner.toLowerCase()))
      yield invalid('provisioner', provisioner, error)
  for (const key of Object.keys(objectAt(object, 'parameters'))) {
    if (key === '') yield invalid('parameters', key, 'field can not be empty.')
  }
  const policy = textAt(object, 'reclaimPolicy')
  if (policy !== 'Delete' && policy !== 'Retain')
    yield notSupported('reclaimPolicy', policy, ['Delete', 'Retain'])
  const mode = textAt(object, 'volumeBindingMode')
  const modes = ['Immediate', 'WaitForFirstConsumer']
  if (!modes.includes(mode)) yield notSupported('volumeBindingMode', mode, modes)
}

export const csiDriverStrategy: Strategy = defineKind({
  defaults: defaultDriver,
  errors: function* (object) {
    const spec = objectAt(object, 'spec')
    const policy = textAt(spec, 'fsGroupPolicy')
    const policies = ['ReadWriteOnceWithFSType', 'File', 'None']
    if (!policies.includes(policy)) yield notSupported('spec.fsGroupPolicy', policy, policies)
    for (const mode of listAt(spec, 'volumeLifecycleModes')) {
      if (mode !== 'Persistent' && mode !== 'Ephemeral') {
        yield notSupported('spec.volumeLifecycleModes', mode, ['Persistent', 'Ephemeral'])
      }
    }
  },
  updateErrors: function* (object, old) {
    const [now, before] = [objectAt(object, 'spec'), objectAt(old, 'spec')]
    if (!deepEqual(now['attachRequired'], before['attachRequired'])) {
      yield invalid('spec.attachedRequired', now['attachRequired'] ?? null, 'field is immutable')
    }
    yield* immutable(now, before, 'volumeLifecycleModes', 'spec')
  },
})

function defaultDriver(draft: Draft): void {
  const spec = ensure(draft, 'spec')
  fill(spec, 'attachRequired', true)
  for (const field of ['podInfoOnMount', 'storageCapacity', 'requiresRepublish', 'seLinuxMount'])
    fill(spec, field, false)
  if (listAt(spec, 'volumeLifecycleModes').length === 0) spec['volumeLifecycleModes'] = ['Persistent']
  fill(spec, 'fsGroupPolicy', 'ReadWriteOnceWithFSType')
}

export const csiNodeStrategy: Strategy = defineKind({
  defaults: draft => {
    const spec = ensure(draft, 'spec')
    if (listAt(spec, 'drivers').length === 0) spec['drivers'] = null
  },
  errors: function* (object) {
    for (const [i, driver] of objectsAt(objectAt(object, 'spec'), 'drivers').entries()) {
      for (const field of ['name', 'nodeID']) {
        if (!textAt(driver, field)) yield required(`spec.drivers[${i}].${field}`)
      }
    }
  },
})

export const volumeAttachmentStrategy: Strategy = defineKind({
  statusKeepsMetadata: true,
  errors: function* (object) {
    const spec = objectAt(object, 'spec')
    if (!textAt(spec, 'attacher')) yield required('spec.attacher')
    const source = objectAt(spec, 'source')
    const [inline, name] = [findObject(source, 'inlineVolumeSpec'), source['persistentVolumeName']]
    if (!inline && name === undefined) {
      yield required('spec.source', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName')
    }
    const node = textAt(spec, 'nodeName')
    for (const error of dnsSubdomainErrors(node)) yield invalid('spec.nodeName', node, error)
  },
  rechecks: false,
  updateErrors: (object, old) => immutable(object, old, 'spec', ''),
})

export const volumeAttributesClassStrategy: Strategy = defineKind({
  errors: function* (object) {
    if (!textAt(object, 'driverName')) yield required('driverName')
    if (Object.keys(objectAt(object, 'parameters')).length === 0) {
      yield required('parameters', 'must contain at least one key/value pair')
    }
  },
  updateErrors: function* (object, old) {
    for (const [field, name] of [
      ['driverName', 'driverName'],
      ['parameters', 'parameters'],
    ] as const) {
      if (!deepEqual(object[field], old[field]))
        yield forbiddenField(name, `updates to ${name} are forbidden.`)
    }
  },
})
