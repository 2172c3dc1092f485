/** PersistentVolumeClaims. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { claimWarnings as amountWarnings } from '../pods/volume-warnings.ts'
import type { Strategy } from '../strategy.ts'
import { type Draft, ensure, fill } from '../values/draft.ts'
import { goForm } from '../values/go-form.ts'
import { compareQuantities, parseQuantity } from '../values/quantity.ts'
import { findObject, objectAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { unifiedDiff } from '../values/unified-diff.ts'
import { claimSpecErrors } from './claim-spec.ts'
import { claimStatusErrors } from './claim-status.ts'

export const claimStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  warnings: claimWarnings,
  defaults: draft => {
    fill(ensure(draft, 'spec'), 'volumeMode', 'Filesystem')
    fill(ensure(draft, 'status'), 'phase', 'Pending')
  },
  onCreate: draft => {
    draft['status'] = { phase: 'Pending' }
    dropSources(ensure(draft, 'spec'), {})
    mirrorSources(ensure(draft, 'spec'))
  },
  onUpdate: (draft, old) => {
    dropSources(ensure(draft, 'spec'), objectAt(old, 'spec'))
    mirrorSources(ensure(draft, 'spec'))
  },
  errors: object => claimSpecErrors(objectAt(object, 'spec'), 'spec'),
  statusErrors: claimStatusErrors,
  updateErrors: claimChangeErrors,
})

const snapshots = 'snapshot.storage.k8s.io'

/** Sources in other namespaces are a feature that is off; by its old name only claims and snapshots count. */
function dropSources(spec: Draft, old: JsonObject): void {
  const reference = findObject(spec, 'dataSourceRef')
  if (reference && textAt(reference, 'namespace') && old['dataSourceRef'] === undefined) {
    delete spec['dataSourceRef']
  }
  const source = findObject(spec, 'dataSource')
  if (!source || spec['dataSourceRef'] !== undefined) return
  if (old['dataSource'] !== undefined || old['dataSourceRef'] !== undefined) return
  const [group, kind] = [textAt(source, 'apiGroup'), textAt(source, 'kind')]
  const isKnown =
    (group === '' && kind === 'PersistentVolumeClaim') || (group === snapshots && kind === 'VolumeSnapshot')
  if (!isKnown) delete spec['dataSource']
}

/** A source of the same namespace goes by its old name and by its new one. */
function mirrorSources(spec: Draft): void {
  const [source, reference] = [findObject(spec, 'dataSource'), findObject(spec, 'dataSourceRef')]
  if (source && !reference) spec['dataSourceRef'] = { apiGroup: null, ...source }
  if (!reference || source || textAt(reference, 'namespace')) return
  const { namespace: _, ...local } = reference
  spec['dataSource'] = { apiGroup: null, ...local }
}

function claimWarnings(claim: JsonObject): readonly string[] {
  const key = 'volume.beta.kubernetes.io/storage-class'
  const isOld = objectAt(objectAt(claim, 'metadata'), 'annotations')[key] !== undefined
  return [
    ...(isOld
      ? [`metadata.annotations[${key}]: deprecated since v1.8; use "storageClassName" attribute instead`]
      : []),
    ...amountWarnings(objectAt(claim, 'spec'), 'spec'),
  ]
}

const sealed =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

function* claimChangeErrors(object: JsonObject, old: JsonObject): Generator<FieldError> {
  const [now, before] = [objectAt(object, 'spec'), objectAt(old, 'spec')]
  const bound = textAt(objectAt(old, 'status'), 'phase') === 'Bound'
  const after = withChangeable(now, before, bound)
  if (!sameValue(after, before)) {
    const diff = unifiedDiff(
      goForm('PersistentVolumeClaimSpec', before),
      goForm('PersistentVolumeClaimSpec', after),
    )
    yield forbiddenField('spec', `${sealed}\n${diff}`)
  }
  yield* shrinkErrors(now, before)
}

/** A claim on no class may be given one; a bound claim may grow. */
function withChangeable(now: JsonObject, before: JsonObject, bound: boolean): JsonObject {
  const after: Record<string, JsonObject[string]> = { ...now }
  if (before['storageClassName'] === undefined) delete after['storageClassName']
  if (before['volumeName'] === undefined && now['volumeName'] !== undefined) delete after['volumeName']
  if (!bound) return after
  const requests = objectAt(objectAt(before, 'resources'), 'requests')
  after['resources'] = { ...objectAt(now, 'resources'), requests }
  if (before['volumeAttributesClassName'] === undefined) delete after['volumeAttributesClassName']
  else after['volumeAttributesClassName'] = before['volumeAttributesClassName']
  return after
}

function* shrinkErrors(now: JsonObject, before: JsonObject): Generator<FieldError> {
  const storage = (spec: JsonObject) =>
    parseQuantity(String(objectAt(objectAt(spec, 'resources'), 'requests')['storage'] ?? '0'))
  const [a, b] = [storage(now), storage(before)]
  if (a && b && compareQuantities(a, b) < 0) {
    yield forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity')
  }
}
