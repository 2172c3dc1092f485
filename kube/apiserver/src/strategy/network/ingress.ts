/** Ingresses and IngressClasses. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { isIp } from '../values/ip.ts'
import {
  dnsLabelErrors,
  dnsSubdomainErrors,
  pathSegmentErrors,
  portErrors,
  portNameErrors,
  wildcardSubdomainErrors,
} from '../values/names.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { ingressStatusErrors } from './service-status.ts'

const classAnnotation = 'kubernetes.io/ingress.class'
const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix']

export const ingressStrategy: Strategy = defineKind({
  allowCreateOnUpdate: false,
  errors: object => ingressErrors(objectAt(object, 'spec')),
  createErrors: classConflict,
  statusErrors: ingressStatusErrors,
  warnings: object =>
    textAt(objectAt(objectAt(object, 'metadata'), 'annotations'), classAnnotation)
      ? [
          `annotation ${JSON.stringify(classAnnotation)} is deprecated, please use 'spec.ingressClassName' instead`,
        ]
      : [],
})

function* classConflict(object: JsonObject): Generator<FieldError> {
  const annotation = textAt(objectAt(objectAt(object, 'metadata'), 'annotations'), classAnnotation)
  const name = textAt(objectAt(object, 'spec'), 'ingressClassName')
  if (annotation && name && annotation !== name) {
    yield invalid(
      `annotations.${classAnnotation}`,
      annotation,
      'must match `ingressClassName` when both are specified',
    )
  }
}

function* ingressErrors(spec: JsonObject): Generator<FieldError> {
  const rules = objectsAt(spec, 'rules')
  const fallback = findObject(spec, 'defaultBackend')
  if (rules.length === 0 && !fallback) {
    yield {
      ...invalid('spec', spec['rules'] ?? null, 'either `defaultBackend` or `rules` must be specified'),
    }
  }
  for (const [i, tls] of objectsAt(spec, 'tls').entries()) {
    for (const [j, host] of textsAt(tls, 'hosts').entries())
      yield* hostErrors(host, `spec.tls[${i}].hosts[${j}]`)
    const secret = textAt(tls, 'secretName')
    if (secret)
      for (const error of dnsSubdomainErrors(secret))
        yield invalid(`spec.tls[${i}].secretName`, secret, error)
  }
  if (fallback) yield* backendErrors(fallback, 'spec.defaultBackend')
  for (const [i, rule] of rules.entries()) yield* ruleErrors(rule, `spec.rules[${i}]`)
  const name = spec['ingressClassName']
  if (typeof name !== 'string') return
  for (const error of dnsSubdomainErrors(name)) yield invalid('spec.ingressClassName', name, error)
}

function* hostErrors(host: string, field: string): Generator<FieldError> {
  const check = host.includes('*') ? wildcardSubdomainErrors : dnsSubdomainErrors
  for (const error of check(host)) yield invalid(field, host, error)
}

function* ruleErrors(rule: JsonObject, at: string): Generator<FieldError> {
  const host = textAt(rule, 'host')
  if (host) {
    if (isIp(host)) yield invalid(`${at}.host`, host, 'must be a DNS name, not an IP address')
    else yield* hostErrors(host, `${at}.host`)
  }
  const http = findObject(rule, 'http')
  if (!http) return
  const paths = objectsAt(http, 'paths')
  if (paths.length === 0) yield required(`${at}.http.paths`)
  for (const [i, path] of paths.entries()) yield* pathErrors(path, `${at}.http.paths[${i}]`)
}

function* pathErrors(path: JsonObject, at: string): Generator<FieldError> {
  const [where, type] = [textAt(path, 'path'), textAt(path, 'pathType')]
  if (path['pathType'] === undefined || path['pathType'] === null) {
    return yield required(`${at}.pathType`, 'pathType must be specified')
  }
  if (type === 'Exact' || type === 'Prefix') yield* absolutePathErrors(where, `${at}.path`)
  else if (type === 'ImplementationSpecific') {
    if (where && !where.startsWith('/')) yield invalid(`${at}.path`, where, 'must be an absolute path')
  } else yield notSupported(`${at}.pathType`, type, pathTypes)
  yield* backendErrors(objectAt(path, 'backend'), `${at}.backend`)
}

const badSequences = ['//', '/./', '/../', '%2f', '%2F']
const badEndings = ['/..', '/.']

function* absolutePathErrors(path: string, field: string): Generator<FieldError> {
  if (!path.startsWith('/')) yield invalid(field, path, 'must be an absolute path')
  for (const part of badSequences) {
    if (path.includes(part)) yield invalid(field, path, `must not contain '${part}'`)
  }
  for (const part of badEndings) {
    if (path.endsWith(part)) yield invalid(field, path, `cannot end with '${part}'`)
  }
}

function* backendErrors(backend: JsonObject, at: string): Generator<FieldError> {
  const [service, resource] = [findObject(backend, 'service'), findObject(backend, 'resource')]
  if (resource && service) yield invalid(at, '', 'cannot set both resource and service backends')
  else if (resource) yield* resourceBackendErrors(resource, `${at}.resource`)
  else if (service) yield* serviceBackendErrors(service, at)
  else yield invalid(at, '', 'resource or service backend is required')
}

function* resourceBackendErrors(resource: JsonObject, at: string): Generator<FieldError> {
  const group = resource['apiGroup']
  if (typeof group === 'string') {
    for (const error of dnsSubdomainErrors(group)) yield invalid(`${at}.apiGroup`, group, error)
  }
  for (const field of ['kind', 'name']) {
    const text = textAt(resource, field)
    if (!text) yield required(`${at}.${field}`)
    else for (const error of pathSegmentErrors(text)) yield invalid(`${at}.${field}`, text, error)
  }
}

function* serviceBackendErrors(service: JsonObject, at: string): Generator<FieldError> {
  const name = textAt(service, 'name')
  if (!name) yield required(`${at}.service.name`)
  else for (const error of dnsLabelErrors(name)) yield invalid(`${at}.service.name`, name, error)
  const port = objectAt(service, 'port')
  const [portName, number] = [textAt(port, 'name'), numberAt(port, 'number') ?? 0]
  if (portName && number !== 0) yield invalid(at, '', 'cannot set both port name & port number')
  else if (portName)
    for (const error of portNameErrors(portName)) yield invalid(`${at}.service.port.name`, portName, error)
  else if (number !== 0)
    for (const error of portErrors(number)) yield invalid(`${at}.service.port.number`, number, error)
  else yield required(at, 'port name or number is required')
}
