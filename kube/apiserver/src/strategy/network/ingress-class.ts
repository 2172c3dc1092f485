/** IngressClasses. @module */
import type { JsonObject } from '@sluice/base/json'
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
import { domainPathPartErrors } from '../values/domain-path.ts'
import { child, ensure, fill } from '../values/draft.ts'
import { dnsLabelErrors, dnsSubdomainErrors, pathSegmentErrors } from '../values/names.ts'
import { findObject, objectAt, textAt } from '../values/read.ts'

const longestController = 250

export const ingressClassStrategy: Strategy = defineKind({
  defaults: draft => {
    const parameters = child(ensure(draft, 'spec'), 'parameters')
    if (parameters) fill(parameters, 'scope', 'Cluster')
  },
  errors: function* (object) {
    const spec = objectAt(object, 'spec')
    const controller = textAt(spec, 'controller')
    if (controller.length > longestController) yield tooLong('spec.controller', longestController)
    yield* domainPathPartErrors(controller, 'spec.controller')
    const parameters = findObject(spec, 'parameters')
    if (parameters) yield* parameterErrors(parameters, 'spec.parameters')
  },
  updateErrors: function* (object, old) {
    const controller = textAt(objectAt(object, 'spec'), 'controller')
    if (controller !== textAt(objectAt(old, 'spec'), 'controller')) {
      yield invalid('spec.controller', controller, 'field is immutable')
    }
  },
  updateErrorsFirst: true,
})

function* parameterErrors(parameters: JsonObject, at: string): Generator<FieldError> {
  const group = parameters['apiGroup']
  if (typeof group === 'string') {
    for (const error of dnsSubdomainErrors(group)) yield invalid(`${at}.apiGroup`, group, error)
  }
  for (const field of ['kind', 'name']) {
    const text = textAt(parameters, field)
    if (!text) yield required(`${at}.${field}`)
    else for (const error of pathSegmentErrors(text)) yield invalid(`${at}.${field}`, text, error)
  }
  yield* scopeErrors(parameters, at)
}

function* scopeErrors(parameters: JsonObject, at: string): Generator<FieldError> {
  const [scope, namespace] = [textAt(parameters, 'scope'), parameters['namespace']]
  if (scope === 'Namespace') {
    const field = `${at}.namespace`
    if (typeof namespace !== 'string') yield required(field, "`parameters.scope` is set to 'Namespace'")
    else for (const error of dnsLabelErrors(namespace)) yield invalid(field, namespace, error)
  } else if (scope === 'Cluster') {
    const why = "`parameters.scope` is set to 'Cluster'"
    if (typeof namespace === 'string') yield forbiddenField(`${at}.namespace`, why)
  } else yield notSupported(`${at}.scope`, scope, ['Cluster', 'Namespace'])
}
