/** Namespaces. @module */
import type { JsonObject } from '@sluice/base/json'
import { invalid } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { type Draft, ensure } from '../values/draft.ts'
import { dnsLabelErrors, qualifiedNameErrors } from '../values/names.ts'
import { objectAt, textAt, textsAt } from '../values/read.ts'

const nameLabel = 'kubernetes.io/metadata.name'

/** Namespaces carry their name as a label, and a finalizer of their own in the spec. */
export const namespaceStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  nameErrors: dnsLabelErrors,
  defaults: labelName,
  onCreate: draft => {
    const spec = ensure(draft, 'spec')
    const finalizers = textsAt(spec, 'finalizers')
    if (!finalizers.includes('kubernetes')) spec['finalizers'] = [...finalizers, 'kubernetes']
    draft['status'] = { phase: 'Active' }
  },
  onUpdate: (draft, old, context) => {
    if (context.subresource !== 'finalize') {
      const finalizers = objectAt(old, 'spec')['finalizers']
      if (finalizers !== undefined) ensure(draft, 'spec')['finalizers'] = finalizers
    }
  },
  errors: function* (object, { subresource }) {
    for (const [i, name] of textsAt(objectAt(object, 'spec'), 'finalizers').entries()) {
      // Only who finalizes is told which one it is.
      const field = subresource === 'finalize' ? `spec.finalizers[${i}]` : 'spec.finalizers'
      for (const error of qualifiedNameErrors(name)) yield invalid(field, name, error)
      if (!name.includes('/') && name !== 'kubernetes') {
        yield invalid(field, name, 'name is neither a standard finalizer name nor is it fully qualified')
      }
    }
  },
  onStatusUpdate: (draft, old) => {
    const phase = objectAt(old, 'status')['phase']
    const status = ensure(draft, 'status')
    if (!textAt(status, 'phase') && phase !== undefined) status['phase'] = 'Active'
  },
  statusErrors: function* (object) {
    const leaves = objectAt(object, 'metadata')['deletionTimestamp'] !== undefined
    const phase = textAt(objectAt(object, 'status'), 'phase')
    if (phase === (leaves ? 'Terminating' : 'Active')) return
    const why = leaves
      ? "may only be 'Terminating' if `deletionTimestamp` is not empty"
      : "may only be 'Active' if `deletionTimestamp` is empty"
    yield invalid('status.Phase', phase, why)
  },
  selectableFields: { 'status.phase': (object: JsonObject) => textAt(objectAt(object, 'status'), 'phase') },
})

function labelName(draft: Draft): void {
  const metadata = ensure(draft, 'metadata')
  const name = textAt(metadata, 'name')
  if (name) ensure(metadata, 'labels')[nameLabel] = name
}
