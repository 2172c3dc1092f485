/** PersistentVolumeClaims. @module */
import type { JsonObject } from '@sluice/base/json'
import { defineKind } from '../define-kind.ts'
import { claimWarnings as amountWarnings } from '../pods/volume-warnings.ts'
import type { Strategy } from '../strategy.ts'
import { type Draft, ensure, fill } from '../values/draft.ts'
import { findObject, objectAt, textAt } from '../values/read.ts'
import { claimChanges, classAnnotation } from './claim-changes.ts'
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
  updateErrors: claimChanges,
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
  const isOld = objectAt(objectAt(claim, 'metadata'), 'annotations')[classAnnotation] !== undefined
  return [
    ...(isOld
      ? [
          `metadata.annotations[${classAnnotation}]: deprecated since v1.8; use "storageClassName" attribute instead`,
        ]
      : []),
    ...amountWarnings(objectAt(claim, 'spec'), 'spec'),
  ]
}
