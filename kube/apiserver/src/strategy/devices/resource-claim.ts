/** ResourceClaims and their templates: devices that Pods ask for. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy, StrategyContext } from '../strategy.ts'
import { child, children, ensure } from '../values/draft.ts'
import { invalidStruct } from '../values/go-form.ts'
import { annotationErrors } from '../values/metadata.ts'
import { objectAt, objectsAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { labelErrors } from '../values/selector.ts'
import { adminAccessErrors } from './admin-access.ts'
import { defaultClaimSpec, defaultTolerations } from './claim-defaults.ts'
import { claimSpecErrors } from './claim-spec.ts'
import { claimStatusErrors, dropDeallocated } from './claim-status.ts'

export const resourceClaimStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  rechecks: false,
  statusKeepsMetadata: true,
  defaults: draft => {
    defaultClaimSpec(ensure(draft, 'spec'))
    const allocation = child(child(draft, 'status') ?? {}, 'allocation')
    const devices = allocation && child(allocation, 'devices')
    for (const result of devices ? children(devices, 'results') : []) defaultTolerations(result)
  },
  errors: function* (object, context) {
    yield* specAccessErrors(objectAt(object, 'spec'), context)
    yield* claimSpecErrors(objectAt(object, 'spec'), 'spec')
  },
  updateErrors: function* (object, old) {
    const spec = objectAt(object, 'spec')
    if (sameValue(spec, objectAt(old, 'spec'))) return
    yield invalidStruct('spec', 'ResourceClaimSpec', spec, 'field is immutable')
  },
  onStatusUpdate: dropDeallocated,
  statusErrors: claimStatusErrors,
})

export const resourceClaimTemplateStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  rechecks: false,
  defaults: draft => defaultClaimSpec(ensure(ensure(draft, 'spec'), 'spec')),
  errors: function* (object, context) {
    const template = objectAt(object, 'spec')
    yield* specAccessErrors(objectAt(template, 'spec'), context)
    yield* templateErrors(template)
  },
  updateErrors: function* (object, old) {
    const template = objectAt(object, 'spec')
    yield* templateErrors(template)
    if (sameValue(template, objectAt(old, 'spec'))) return
    const internal = { ...objectAt(template, 'metadata'), spec: objectAt(template, 'spec') }
    yield invalidStruct('spec', 'ResourceClaimTemplateSpec', internal, 'field is immutable')
  },
})

/** Kubernetes names the field as it was before requests had an `exactly`, and of a template as of a claim. */
function specAccessErrors(spec: JsonObject, context: StrategyContext): Generator<FieldError> {
  const requests = objectsAt(objectAt(spec, 'devices'), 'requests')
  const at = (index: number) => `spec.devices.requests[${index}].adminAccess`
  return adminAccessErrors(
    requests.map(request => objectAt(request, 'exactly')),
    at,
    context,
  )
}

const inTemplates = ['labels', 'annotations']

function* templateErrors(template: JsonObject): Generator<FieldError> {
  const metadata = objectAt(template, 'metadata')
  yield* annotationErrors(objectAt(metadata, 'annotations'), 'spec.metadata.annotations')
  yield* labelErrors(objectAt(metadata, 'labels'), 'spec.metadata.labels')
  for (const [name, value] of Object.entries(metadata)) {
    if (inTemplates.includes(name) || value === undefined || value === null || value === '') continue
    if (name === 'generation' && value === 0) continue
    yield forbiddenField(`spec.metadata.${name === 'uid' ? 'uID' : name}`, 'cannot be set')
  }
  yield* claimSpecErrors(objectAt(template, 'spec'), 'spec.spec')
}
