/** PersistentVolumes. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { nodeSelectorErrors } from '../pods/affinity.ts'
import { termWarnings } from '../pods/node-label-warnings.ts'
import type { Strategy } from '../strategy.ts'
import { type Draft, ensure, fill } from '../values/draft.ts'
import { sortedMap } from '../values/go-form.ts'
import { dnsSubdomainErrors } from '../values/names.ts'
import { parseQuantity } from '../values/quantity.ts'
import { findObject, objectAt, objectsAt, sortedKeys, textAt, textsAt } from '../values/read.ts'
import { accessModeErrors } from './claim-spec.ts'
import { persistentSourceErrors } from './persistent-sources.ts'
import { defaultSource } from './source-defaults.ts'
import { volumeChanges } from './volume-changes.ts'

export const volumeStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  defaults: defaultVolume,
  onCreate: (draft, context) => {
    draft['status'] = { phase: 'Pending', lastPhaseTransitionTime: secondOf(context.now) }
  },
  onStatusUpdate: (draft, old, context) => stampPhase(draft, old, context.now),
  errors: object => volumeErrors(objectAt(object, 'spec')),
  warnings: volumeWarnings,
  // The checks of a change begin with those of a volume.
  updateErrors: (object, old) => [...volumeErrors(objectAt(object, 'spec')), ...volumeChanges(object, old)],
})

const secondOf = (now: Date) => now.toISOString().replace(/\.\d+Z$/, 'Z')

/** Tells since when a volume is in its phase, where the request does not. */
function stampPhase(draft: Draft, old: JsonObject, now: Date): void {
  const [status, before] = [ensure(draft, 'status'), objectAt(old, 'status')]
  const [time, then] = [status['lastPhaseTransitionTime'], before['lastPhaseTransitionTime']]
  const stays = textAt(status, 'phase') === textAt(before, 'phase')
  if (stays && time === undefined && then !== undefined) status['lastPhaseTransitionTime'] = then
  if (!stays && (time === undefined || time === then)) status['lastPhaseTransitionTime'] = secondOf(now)
}

function defaultVolume(draft: Draft): void {
  const spec = ensure(draft, 'spec')
  fill(spec, 'persistentVolumeReclaimPolicy', 'Retain')
  fill(spec, 'volumeMode', 'Filesystem')
  fill(ensure(draft, 'status'), 'phase', 'Pending')
  defaultSource(spec)
}

const gone: readonly (readonly [string, string])[] = [
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]
const replaced: readonly (readonly [string, string])[] = [
  [
    'volume.beta.kubernetes.io/storage-class',
    'deprecated since v1.8; use "storageClassName" attribute instead',
  ],
  ['volume.beta.kubernetes.io/mount-options', 'deprecated since v1.31; use "mountOptions" attribute instead'],
]

function volumeWarnings(volume: JsonObject): readonly string[] {
  const spec = objectAt(volume, 'spec')
  const annotations = objectAt(objectAt(volume, 'metadata'), 'annotations')
  const terms = objectsAt(objectAt(objectAt(spec, 'nodeAffinity'), 'required'), 'nodeSelectorTerms')
  const recycles =
    'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'
  return [
    ...replaced.flatMap(([key, why]) =>
      annotations[key] === undefined ? [] : [`metadata.annotations[${key}]: ${why}`],
    ),
    ...(spec['persistentVolumeReclaimPolicy'] === 'Recycle' ? [recycles] : []),
    ...terms.flatMap((term, i) => termWarnings(term, `spec.nodeAffinity.required.nodeSelectorTerms[${i}]`)),
    ...gone.flatMap(([source, why]) =>
      findObject(spec, source) ? [`spec.${source === 'storageos' ? 'storageOS' : source}: ${why}`] : [],
    ),
  ]
}

const reclaimPolicies = ['Delete', 'Recycle', 'Retain']

function* volumeErrors(spec: JsonObject): Generator<FieldError> {
  if (textsAt(spec, 'accessModes').length === 0) yield required('spec.accessModes')
  yield* accessModeErrors(spec, 'spec')
  yield* capacityErrors(spec)
  const policy = textAt(spec, 'persistentVolumeReclaimPolicy')
  if (policy && !reclaimPolicies.includes(policy)) {
    yield notSupported('spec.persistentVolumeReclaimPolicy', policy, reclaimPolicies)
  }
  const affinity = findObject(spec, 'nodeAffinity')
  const needed = affinity && findObject(affinity, 'required')
  if (needed) yield* nodeSelectorErrors(needed, 'spec.nodeAffinity.required')
  else if (affinity) yield required('spec.nodeAffinity.required', 'must specify required node constraints')
  yield* persistentSourceErrors(spec, 'spec')
  const host = findObject(spec, 'hostPath')
  if (host && policy === 'Recycle' && /^\/+$/.test(textAt(host, 'path'))) {
    const why = "may not be 'recycle' for a hostPath mount of '/'"
    yield forbiddenField('spec.persistentVolumeReclaimPolicy', why)
  }
  yield* nameErrors(spec)
}

function* nameErrors(spec: JsonObject): Generator<FieldError> {
  const storageClass = textAt(spec, 'storageClassName')
  if (storageClass) {
    for (const error of dnsSubdomainErrors(storageClass))
      yield invalid('spec.storageClassName', storageClass, error)
  }
  const mode = spec['volumeMode']
  if (typeof mode === 'string' && mode !== 'Block' && mode !== 'Filesystem') {
    yield notSupported('spec.volumeMode', mode, ['Block', 'Filesystem'])
  }
  const attributes = spec['volumeAttributesClassName']
  if (typeof attributes !== 'string') return
  const field = 'spec.volumeAttributesClassName'
  if (!attributes) yield required(field, 'an empty string is disallowed')
  else for (const error of dnsSubdomainErrors(attributes)) yield invalid(field, attributes, error)
  if (!findObject(spec, 'csi')) {
    yield required('spec.csi', 'has to be specified when using volumeAttributesClassName')
  }
}

function* capacityErrors(spec: JsonObject): Generator<FieldError> {
  const capacity = objectAt(spec, 'capacity')
  const names = sortedKeys(capacity)
  if (names.length === 0) yield required('spec.capacity')
  if (capacity['storage'] === undefined || names.length > 1) {
    const shown = findObject(spec, 'capacity') ? sortedMap(capacity) : null
    yield notSupported('spec.capacity', shown, ['storage'])
  }
  for (const name of names) {
    const field = `spec.capacity[${name}]`
    const amount = parseQuantity(String(capacity[name]))
    if (amount && amount.nano < 0n) {
      yield invalid(field, Number(amount.nano / 1_000_000_000n), 'must be a valid resource quantity')
    }
    if (amount && amount.nano <= 0n) yield invalid(field, String(capacity[name]), 'must be greater than zero')
  }
}
