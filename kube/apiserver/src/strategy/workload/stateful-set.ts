/** StatefulSets. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { claimWarnings } from '../pods/volume-warnings.ts'
import { claimSpecErrors } from '../storage/claim-spec.ts'
import type { Strategy } from '../strategy.ts'
import { child, children, type Draft, ensure, fill } from '../values/draft.ts'
import { goText, invalidStruct } from '../values/go-form.ts'
import { dnsLabelErrors } from '../values/names.ts'
import { nonNegative } from '../values/numbers.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import {
  defaultTemplate,
  isUsable,
  lastingTemplateErrors,
  ownSelectorErrors,
  selectorError,
  templateLabelErrors,
  templateWarnings,
} from './rolling.ts'
import { statusCounts } from './status-counts.ts'

export const statefulSetStrategy: Strategy = defineKind({
  podSpec: ['spec', 'template', 'spec'],
  nameErrors: dnsLabelErrors,
  defaults: defaultStatefulSet,
  onCreate: dropDisabled,
  onUpdate: dropDisabled,
  createErrors: object => statefulSetErrors(objectAt(object, 'spec'), true),
  updateErrors: function* (object, old) {
    yield* statefulSetErrors(objectAt(object, 'spec'), false)
    yield* changeErrors(objectAt(object, 'spec'), objectAt(old, 'spec'))
  },
  statusErrors: statusCounts({
    counts: [
      'replicas',
      'readyReplicas',
      'currentReplicas',
      'updatedReplicas',
      'availableReplicas',
      'observedGeneration',
      'collisionCount',
    ],
    parts: ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'],
    availableOf: 'status.readyReplicas',
  }),
  warnings: (object, old) => [
    ...templateWarnings(object, old),
    ...objectsAt(objectAt(object, 'spec'), 'volumeClaimTemplates').flatMap((claim, i) => {
      // The path that Kubernetes tells differs between new objects and changed ones.
      const path = `spec.volumeClaimTemplates[${i}]${old ? '.Spec' : ''}`
      return claimWarnings(objectAt(claim, 'spec'), path)
    }),
    ...((numberAt(objectAt(object, 'spec'), 'revisionHistoryLimit') ?? 0) < 0 ? [keepsAll] : []),
  ],
})

function defaultStatefulSet(draft: Draft): void {
  const spec = defaultTemplate(draft)
  fill(spec, 'podManagementPolicy', 'OrderedReady')
  fill(spec, 'replicas', 1)
  fill(spec, 'revisionHistoryLimit', 10)
  const strategy = ensure(spec, 'updateStrategy')
  // Who names the type and says no more than that gets no more than that.
  if (!strategy['type']) ensure(strategy, 'rollingUpdate')
  fill(strategy, 'type', 'RollingUpdate')
  const rolling = child(strategy, 'rollingUpdate')
  if (rolling && strategy['type'] === 'RollingUpdate') fill(rolling, 'partition', 0)
  const retention = ensure(spec, 'persistentVolumeClaimRetentionPolicy')
  fill(retention, 'whenDeleted', 'Retain')
  fill(retention, 'whenScaled', 'Retain')
  for (const claim of children(spec, 'volumeClaimTemplates')) {
    claim['apiVersion'] = 'v1'
    claim['kind'] = 'PersistentVolumeClaim'
    fill(ensure(claim, 'spec'), 'volumeMode', 'Filesystem')
    fill(ensure(claim, 'status'), 'phase', 'Pending')
  }
}

/** Kubernetes has the field, but not yet its use: only the managers know of it. */
function dropDisabled(draft: Draft): void {
  const strategy = child(ensure(draft, 'spec'), 'updateStrategy')
  const rolling = strategy && child(strategy, 'rollingUpdate')
  delete rolling?.['maxUnavailable']
}

/** What may not change is looked at in new ones only. */
function* statefulSetErrors(spec: JsonObject, isNew: boolean): Generator<FieldError> {
  const management = textAt(spec, 'podManagementPolicy')
  if (management !== 'OrderedReady' && management !== 'Parallel') {
    yield invalid('spec.podManagementPolicy', management, "must be 'OrderedReady' or 'Parallel'")
  }
  yield* updateStrategyErrors(objectAt(spec, 'updateStrategy'))
  yield* retentionErrors(objectAt(spec, 'persistentVolumeClaimRetentionPolicy'))
  if (isNew) yield* claimTemplateErrors(spec)
  yield* nonNegative(numberAt(spec, 'replicas'), 'spec.replicas')
  yield* nonNegative(numberAt(spec, 'minReadySeconds'), 'spec.minReadySeconds')
  yield* nonNegative(numberAt(objectAt(spec, 'ordinals'), 'start'), 'spec.ordinals.start')
  const service = textAt(spec, 'serviceName')
  if (isNew && service) {
    for (const error of dnsLabelErrors(service)) yield invalid('spec.serviceName', service, error)
  }
  yield* ownSelectorErrors(spec, 'statefulset')
  const selector = findObject(spec, 'selector')
  if (isUsable(selector)) {
    yield* templateLabelErrors(spec)
    yield* lastingTemplateErrors(withClaims(spec), 'StatefulSet')
  } else yield selectorError(selector, '')
}

function* claimTemplateErrors(spec: JsonObject): Generator<FieldError> {
  for (const [i, claim] of objectsAt(spec, 'volumeClaimTemplates').entries()) {
    yield* claimSpecErrors(objectAt(claim, 'spec'), `spec.volumeClaimTemplates[${i}].spec`)
  }
}

/** The spec with the volumes that the claim templates will make, which come first. */
function withClaims(spec: JsonObject): JsonObject {
  const template = objectAt(spec, 'template')
  const pod = objectAt(template, 'spec')
  const names = new Set(
    objectsAt(spec, 'volumeClaimTemplates').map(claim => textAt(objectAt(claim, 'metadata'), 'name')),
  )
  const claims = [...names].map(name => ({ name, persistentVolumeClaim: { claimName: name } }))
  const others = objectsAt(pod, 'volumes').filter(each => !names.has(textAt(each, 'name')))
  // The controller names host and subdomain itself.
  const { hostname: _host, subdomain: _domain, ...own } = pod
  return { ...spec, template: { ...template, spec: { ...own, volumes: [...claims, ...others] } } }
}

function* updateStrategyErrors(strategy: JsonObject): Generator<FieldError> {
  const field = 'spec.updateStrategy'
  const rolling = findObject(strategy, 'rollingUpdate')
  switch (textAt(strategy, 'type')) {
    case 'OnDelete':
      if (rolling) {
        const why = "only allowed for updateStrategy 'RollingUpdate'"
        yield invalidStruct(`${field}.rollingUpdate`, 'RollingUpdateStatefulSetStrategy', rolling, why)
      }
      break
    case 'RollingUpdate':
      yield* nonNegative(numberAt(rolling ?? {}, 'partition'), `${field}.rollingUpdate.partition`)
      break
    default:
      yield {
        ...invalid(field, '', "must be 'RollingUpdate' or 'OnDelete'"),
        shown: goText('StatefulSetUpdateStrategy', strategy),
      }
  }
}

function* retentionErrors(policy: JsonObject): Generator<FieldError> {
  for (const field of ['whenDeleted', 'whenScaled']) {
    const value = textAt(policy, field)
    if (!value) yield required(`spec.persistentVolumeClaimRetentionPolicy.${field}`)
    else if (value !== 'Retain' && value !== 'Delete') {
      yield notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, value, ['Retain', 'Delete'])
    }
  }
}

const keepsAll =
  'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended'

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]

function* changeErrors(spec: JsonObject, old: JsonObject): Generator<FieldError> {
  const others = (each: JsonObject) =>
    Object.fromEntries(Object.entries(each).filter(([key]) => !changeable.includes(key)))
  if (sameValue(others(spec), others(old))) return
  const names = changeable.map(name => `'${name}'`)
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  yield forbiddenField('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)
}
