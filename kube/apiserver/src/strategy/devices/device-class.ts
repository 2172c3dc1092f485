/** DeviceClasses: what administrators let claims ask for. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import { isExtendedResource } from '../pods/resources.ts'
import type { Strategy } from '../strategy.ts'
import { ensure } from '../values/draft.ts'
import { objectAt, objectsAt } from '../values/read.ts'
import { listErrors } from './checked-lists.ts'
import { configurationErrors } from './opaque-errors.ts'
import { selectorsErrors } from './selector-errors.ts'

const mostConfigs = 32

export const deviceClassStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  tracksGeneration: true,
  defaults: draft => void ensure(draft, 'spec'),
  errors: object => classErrors(objectAt(object, 'spec')),
})

function* classErrors(spec: JsonObject): Generator<FieldError> {
  yield* selectorsErrors(spec, 'spec')
  yield* listErrors(objectsAt(spec, 'config'), mostConfigs, 'spec.config', configurationErrors)
  const name = spec['extendedResourceName']
  if (typeof name === 'string' && !isExtendedResource(name)) {
    yield invalid('spec.extendedResourceName', name, 'must be a valid extended resource name')
  }
}
