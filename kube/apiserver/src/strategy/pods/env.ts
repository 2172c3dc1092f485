/** Validation of environment variables and of the fields of a Pod they and volumes refer to. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import {
  configKeyErrors,
  dnsSubdomainErrors,
  environmentNameErrors,
  qualifiedNameErrors,
} from '../values/names.ts'
import { compareQuantities, parseQuantity } from '../values/quantity.ts'
import { findObject, objectsAt, textAt } from '../values/read.ts'
import { fileKeyErrors } from './file-keys.ts'

const envSources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef']
const envFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]
const fileFields = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
]
const knownFields = new Set([
  ...envFields,
  ...fileFields,
  'spec.restartPolicy',
  'spec.schedulerName',
  'spec.host',
  'status.phase',
])
const envResources = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]

/** What is wrong with a container's `env`. */
export function* envErrors(container: JsonObject, path: string): Generator<FieldError> {
  for (const [i, variable] of objectsAt(container, 'env').entries()) {
    const name = textAt(variable, 'name')
    const at = `${path}[${i}]`
    if (!name) yield required(`${at}.name`)
    else for (const error of environmentNameErrors(name)) yield invalid(`${at}.name`, name, error)
    const source = findObject(variable, 'valueFrom')
    if (source) yield* envSourceErrors(source, textAt(variable, 'value'), `${at}.valueFrom`)
  }
}

function* envSourceErrors(source: JsonObject, value: string, path: string): Generator<FieldError> {
  const present = envSources.filter(name => findObject(source, name))
  for (const name of present) yield* oneSourceErrors(name, findObject(source, name) ?? {}, `${path}.${name}`)
  if (present.length === 0) {
    yield invalid(
      path,
      '',
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
    )
  } else if (value) yield invalid(path, '', 'may not be specified when `value` is not empty')
  else if (present.length > 1) yield invalid(path, '', 'may not have more than one field specified at a time')
}

function* oneSourceErrors(name: string, source: JsonObject, path: string): Generator<FieldError> {
  if (name === 'fieldRef') yield* fieldRefErrors(source, envFields, path)
  else if (name === 'resourceFieldRef') yield* resourceFieldRefErrors(source, path, false)
  else if (name === 'fileKeyRef') yield* fileKeyErrors(source, path)
  else yield* keyRefErrors(source, path)
}

function* keyRefErrors(source: JsonObject, path: string): Generator<FieldError> {
  const [name, key] = [textAt(source, 'name'), textAt(source, 'key')]
  for (const error of dnsSubdomainErrors(name)) yield invalid(`${path}.name`, name, error)
  if (!key) yield required(`${path}.key`)
  else for (const error of configKeyErrors(key)) yield invalid(`${path}.key`, key, error)
}

/** A reference to a field of the Pod; environment variables and files allow different ones. */
export function* fieldRefErrors(
  source: JsonObject,
  allowed: readonly string[],
  path: string,
): Generator<FieldError> {
  const field = textAt(source, 'fieldPath')
  if (!textAt(source, 'apiVersion')) return yield required(`${path}.apiVersion`)
  if (!field) return yield required(`${path}.fieldPath`)
  const version = textAt(source, 'apiVersion')
  if (version !== 'v1') {
    const why = `error converting fieldPath: unsupported pod version: ${version}`
    return yield invalid(`${path}.fieldPath`, field, why)
  }
  const subscript = /^(metadata\.(?:annotations|labels))\['(.*)'\]$/.exec(field)
  if (subscript) {
    const key = subscript[2] ?? ''
    for (const error of qualifiedNameErrors(key)) yield invalid(path, key, error)
  } else if (!knownFields.has(field)) {
    yield invalid(
      `${path}.fieldPath`,
      field,
      `error converting fieldPath: field label not supported: ${field}`,
    )
  } else if (!allowed.includes(field)) yield notSupported(`${path}.fieldPath`, field, allowed)
}

/** A file may show labels and annotations too. */
export function fileFieldRefErrors(source: JsonObject, path: string): Generator<FieldError> {
  return fieldRefErrors(source, fileFields, path)
}

/** A reference to a request or limit of a container; files must name the container. */
export function* resourceFieldRefErrors(
  source: JsonObject,
  path: string,
  isFile: boolean,
): Generator<FieldError> {
  const resource = textAt(source, 'resource')
  if (isFile && !textAt(source, 'containerName')) yield required(`${path}.containerName`)
  else if (!resource) yield required(`${path}.resource`)
  else if (!envResources.includes(resource) && !/^(limits|requests)\.hugepages-/.test(resource)) {
    yield notSupported(`${path}.resource`, resource, envResources)
  }
  yield* divisorErrors(source, resource, path)
}

const wholes = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

/** What a resource may be divided by, and how messages name it. */
const divisors: readonly (readonly [RegExp, readonly string[], string])[] = [
  [/^(?:limits|requests)\.cpu$/, ['1m', '1'], 'cpu'],
  [/^(?:limits|requests)\.memory$/, wholes, 'memory'],
  [/^(?:limits|requests)\.ephemeral-storage$/, wholes, 'local ephemeral storage'],
  [/^(?:limits|requests)\.hugepages-/, wholes, 'hugepages'],
]

function* divisorErrors(source: JsonObject, resource: string, path: string): Generator<FieldError> {
  const divisor = parseQuantity(String(source['divisor'] ?? '0'))
  const [, allowed, name] = divisors.find(([form]) => form.test(resource)) ?? []
  if (!divisor || divisor.nano === 0n || !allowed) return
  const fits = allowed.some(each => {
    const quantity = parseQuantity(each)
    return quantity !== undefined && compareQuantities(quantity, divisor) === 0
  })
  if (fits) return
  const list = allowed.length > 2 ? allowed.join(', ') : allowed.join(' and ')
  const why = `only divisor's values ${list} are supported with the ${name} resource`
  yield invalid(`${path}.divisor`, resource, why)
}

/** What is wrong with a container's `envFrom`. */
export function* envFromErrors(container: JsonObject, path: string): Generator<FieldError> {
  for (const [i, source] of objectsAt(container, 'envFrom').entries()) {
    const prefix = textAt(source, 'prefix')
    if (prefix)
      for (const error of environmentNameErrors(prefix)) yield invalid(`${path}[${i}].prefix`, prefix, error)
    const present = ['configMapRef', 'secretRef'].filter(name => findObject(source, name))
    for (const name of present) {
      const target = textAt(findObject(source, name) ?? {}, 'name')
      const at = `${path}[${i}].${name}.name`
      if (!target) yield required(at)
      else for (const error of dnsSubdomainErrors(target)) yield invalid(at, target, error)
    }
    if (present.length === 0) yield invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`')
    if (present.length > 1) yield invalid(path, '', 'may not have more than one field specified at a time')
  }
}
