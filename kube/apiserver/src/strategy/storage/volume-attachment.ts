/** VolumeAttachments: a volume that is to be at a node. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, required, tooLong } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { child } from '../values/draft.ts'
import { invalidStruct } from '../values/go-form.ts'
import { dnsSubdomainErrors } from '../values/names.ts'
import { between } from '../values/numbers.ts'
import { findObject, numberAt, objectAt, textAt, textBytes, textsAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { accessModeErrors } from './claim-spec.ts'
import { driverNameErrors } from './driver-name.ts'
import { persistentSourceErrors } from './persistent-sources.ts'
import { defaultSource } from './source-defaults.ts'

export const volumeAttachmentStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  statusKeepsMetadata: true,
  allowUnconditionalUpdate: false,
  defaults: draft => {
    const source = child(child(draft, 'spec') ?? {}, 'source')
    const inline = source && child(source, 'inlineVolumeSpec')
    if (inline) defaultSource(inline)
  },
  errors: function* (object) {
    const spec = objectAt(object, 'spec')
    yield* driverNameErrors(textAt(spec, 'attacher'), 'spec.attacher')
    const source = objectAt(spec, 'source')
    yield* sourceErrors(source, 'spec.source')
    const node = textAt(spec, 'nodeName')
    for (const error of dnsSubdomainErrors(node)) yield invalid('spec.nodeName', node, error)
    const name = source['persistentVolumeName']
    if (typeof name !== 'string') return
    for (const error of dnsSubdomainErrors(name))
      yield invalid('spec.source.persistentVolumeName', name, error)
  },
  updateErrors: function* (object, old) {
    const spec = objectAt(object, 'spec')
    if (sameValue(spec, objectAt(old, 'spec'))) return
    yield invalidStruct('spec', 'VolumeAttachmentSpec', spec, 'field is immutable')
  },
  statusErrors: attachmentStatusErrors,
})

const either = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'

function* sourceErrors(source: JsonObject, at: string): Generator<FieldError> {
  const [inline, name] = [findObject(source, 'inlineVolumeSpec'), source['persistentVolumeName']]
  if (inline && typeof name === 'string') yield forbiddenField(at, either)
  else if (inline) yield* inlineErrors(inline, `${at}.inlineVolumeSpec`)
  else if (typeof name !== 'string') yield required(at, either)
  else if (!name) yield required(`${at}.persistentVolumeName`, 'must specify non empty persistentVolumeName')
}

/** An inline volume is a CSI volume that says no more than where it is. */
function* inlineErrors(spec: JsonObject, at: string): Generator<FieldError> {
  const context = 'in the context of inline volumes'
  const misplaced = (field: string) => forbiddenField(`${at}.${field}`, `may not be specified ${context}`)
  if (findObject(spec, 'claimRef')) yield misplaced('claimRef')
  if (Object.keys(objectAt(spec, 'capacity')).length > 0) yield misplaced('capacity')
  if (!findObject(spec, 'csi')) yield required(`${at}.csi`, `has to be specified ${context}`)
  if (textsAt(spec, 'accessModes').length === 0) yield required(`${at}.accessModes`)
  yield* accessModeErrors(spec, at)
  const policy = textAt(spec, 'persistentVolumeReclaimPolicy')
  if (policy && policy !== 'Retain') {
    yield forbiddenField(`${at}.persistentVolumeReclaimPolicy`, `may only be Retain ${context}`)
  }
  if (findObject(spec, 'nodeAffinity')) yield misplaced('nodeAffinity')
  yield* persistentSourceErrors(spec, at)
  if (textAt(spec, 'storageClassName')) yield misplaced('storageClassName')
  if (typeof spec['volumeMode'] === 'string' && spec['volumeMode'] !== 'Filesystem') {
    yield forbiddenField(`${at}.volumeMode`, `may not specify volumeMode other than Filesystem ${context}`)
  }
}

const [longestMetadata, longestMessage] = [256 * 1024, 1024]

function* attachmentStatusErrors(object: JsonObject): Generator<FieldError> {
  const status = objectAt(object, 'status')
  if (textBytes(objectAt(status, 'attachmentMetadata')) > longestMetadata)
    yield tooLong('status.attachmentMetadata', longestMetadata)
  for (const field of ['attachError', 'detachError']) {
    const error = objectAt(status, field)
    // Kubernetes names the wrong limit.
    if (textAt(error, 'message').length > longestMessage) {
      yield tooLong(`status.${field}.message`, longestMetadata)
    }
    yield* between(numberAt(error, 'errorCode'), [0, 2 ** 31 - 1], `status.${field}.errorCode`)
  }
}
