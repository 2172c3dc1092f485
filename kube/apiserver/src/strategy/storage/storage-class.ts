/** StorageClasses and VolumeAttributesClasses. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import {
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { fill } from '../values/draft.ts'
import { sortedMap } from '../values/go-form.ts'
import { immutable } from '../values/immutable.ts'
import { qualifiedNameErrors } from '../values/names.ts'
import { findObject, objectAt, objectsAt, textAt, textBytes } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { topologyErrors } from './allowed-topologies.ts'

export const storageClassStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  defaults: draft => {
    fill(draft, 'reclaimPolicy', 'Delete')
    fill(draft, 'volumeBindingMode', 'Immediate')
  },
  errors: storageClassErrors,
  updateErrors: function* (object, old) {
    const parameters = findObject(object, 'parameters')
    if (!sameValue(parameters, findObject(old, 'parameters'))) {
      yield invalid('parameters', parameters ? sortedMap(parameters) : null, 'field is immutable')
    }
    for (const field of ['provisioner', 'reclaimPolicy', 'volumeBindingMode']) {
      yield* immutable(object, old, field, '')
    }
  },
})

function* storageClassErrors(object: JsonObject): Generator<FieldError> {
  yield* provisionerErrors(textAt(object, 'provisioner'), 'provisioner')
  yield* parameterErrors(objectAt(object, 'parameters'))
  const policy = textAt(object, 'reclaimPolicy')
  if (policy && policy !== 'Delete' && policy !== 'Retain')
    yield notSupported('reclaimPolicy', policy, ['Delete', 'Retain'])
  const mode = textAt(object, 'volumeBindingMode')
  const modes = ['Immediate', 'WaitForFirstConsumer']
  if (!modes.includes(mode)) yield notSupported('volumeBindingMode', mode, modes)
  yield* topologyErrors(objectsAt(object, 'allowedTopologies'))
}

function* provisionerErrors(name: string, field: string): Generator<FieldError> {
  if (!name) return yield required(field)
  // It is told as it is compared: in lower case.
  const lower = name.toLowerCase()
  for (const error of qualifiedNameErrors(lower)) yield invalid(field, lower, error)
}

const [mostParameters, longestParameters] = [512, 256 * 1024]

function* parameterErrors(parameters: JsonObject): Generator<FieldError> {
  const entries = Object.entries(parameters)
  if (entries.length > mostParameters) return yield tooLong('parameters', mostParameters)
  if (Object.hasOwn(parameters, '')) yield invalid('parameters', '', 'field can not be empty.')
  if (textBytes(parameters) > longestParameters) yield tooLong('parameters', longestParameters)
}

export const volumeAttributesClassStrategy: Strategy = defineKind({
  deleteReturnsObject: true,
  errors: function* (object) {
    yield* provisionerErrors(textAt(object, 'driverName'), 'driverName')
    yield* parameterErrors(objectAt(object, 'parameters'))
    if (Object.keys(objectAt(object, 'parameters')).length === 0) {
      yield required('parameters', 'must contain at least one key/value pair')
    }
  },
  updateErrorsFirst: true,
  updateErrors: function* (object, old) {
    for (const field of ['driverName', 'parameters']) {
      if (!deepEqual(object[field], old[field]))
        yield forbiddenField(field, `updates to ${field} are forbidden.`)
    }
  },
})
