/** Validation of the volumes of a Pod. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '../../status/index.ts'
import { claimSpecErrors } from '../storage/claim-spec.ts'
import { dnsLabelErrors } from '../values/names.ts'
import { parseQuantity } from '../values/quantity.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'
import { fileFieldRefErrors, resourceFieldRefErrors } from './env.ts'
import { backstepErrors, unreservedPathErrors } from './paths.ts'

type SourceCheck = (source: JsonObject, path: string) => Iterable<FieldError>

/** What is wrong with the volumes, and the names of those that may be mounted. */
export function checkVolumes(
  spec: JsonObject,
  path: string,
): { readonly errors: readonly FieldError[]; readonly names: ReadonlySet<string> } {
  const errors: FieldError[] = []
  const names = new Set<string>()
  for (const [i, volume] of objectsAt(spec, 'volumes').entries()) {
    const name = textAt(volume, 'name')
    const found = [...volumeErrors(volume, `${path}[${i}]`)]
    if (names.has(name)) found.push(duplicate(`${path}[${i}].name`, name))
    if (found.length === 0) names.add(name)
    errors.push(...found)
  }
  return { errors, names }
}

function* volumeErrors(volume: JsonObject, path: string): Generator<FieldError> {
  const name = textAt(volume, 'name')
  let sources = 0
  for (const [type, check] of Object.entries(sourceChecks)) {
    const source = findObject(volume, type)
    if (!source) continue
    if (sources++ > 0) yield forbiddenField(`${path}.${type}`, 'may not specify more than 1 volume type')
    else yield* check(source, `${path}.${type}`)
  }
  if (sources === 0) yield required(path, 'must specify a volume type')
  if (!name) yield required(`${path}.name`)
  else for (const error of dnsLabelErrors(name)) yield invalid(`${path}.name`, name, error)
}

/** Checks that the given fields are not empty. */
const needs = (...fields: readonly string[]): SourceCheck =>
  function* (source, path) {
    for (const field of fields) {
      const value = source[field]
      if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
        yield required(`${path}.${field}`)
      }
    }
  }

/** In the order Kubernetes looks for them, which decides what is the second of two. */
const sourceChecks: Readonly<Record<string, SourceCheck>> = {
  emptyDir: function* (source, path) {
    const limit = parseQuantity(String(source['sizeLimit'] ?? '0'))
    if (limit && limit.nano < 0n) {
      yield forbiddenField(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')
    }
  },
  hostPath: hostPathErrors,
  gitRepo: needs('repository'),
  gcePersistentDisk: needs('pdName'),
  awsElasticBlockStore: needs('volumeID'),
  secret: function* (source, path) {
    yield* needs('secretName')(source, path)
    yield* keyFileErrors(source, path)
  },
  nfs: function* (source, path) {
    yield* needs('server', 'path')(source, path)
    const where = textAt(source, 'path')
    if (!where.startsWith('/')) yield invalid(`${path}.path`, where, 'must be an absolute path')
  },
  iscsi: needs('targetPortal', 'iqn'),
  glusterfs: needs('endpoints', 'path'),
  flocker: needs(),
  persistentVolumeClaim: needs('claimName'),
  rbd: needs('monitors', 'image'),
  cinder: needs('volumeID'),
  cephfs: needs('monitors'),
  quobyte: needs('registry', 'volume'),
  downwardAPI: function* (source, path) {
    yield* modeErrors(source, 'defaultMode', path)
    yield* downwardErrors(source, path)
  },
  fc: needs(),
  flexVolume: needs('driver'),
  azureFile: needs('secretName', 'shareName'),
  configMap: function* (source, path) {
    yield* needs('name')(source, path)
    yield* keyFileErrors(source, path)
  },
  vsphereVolume: needs('volumePath'),
  photonPersistentDisk: needs('pdID'),
  portworxVolume: needs('volumeID'),
  azureDisk: needs('diskName', 'diskURI'),
  storageos: needs('volumeName'),
  scaleIO: needs('gateway', 'system', 'volumeName'),
  projected: projectedErrors,
  csi: needs('driver'),
  ephemeral: function* (source, path) {
    const template = findObject(source, 'volumeClaimTemplate')
    if (!template) yield required(`${path}.volumeClaimTemplate`)
    else yield* claimSpecErrors(objectAt(template, 'spec'), `${path}.volumeClaimTemplate.spec`)
  },
  image: needs('reference'),
}

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
]

function* hostPathErrors(source: JsonObject, path: string): Generator<FieldError> {
  const where = textAt(source, 'path')
  if (!where) return yield required(`${path}.path`)
  yield* backstepErrors(where, `${path}.path`)
  const type = textAt(source, 'type')
  if (!hostPathTypes.includes(type)) yield notSupported(`${path}.type`, type, hostPathTypes)
}

function* modeErrors(source: JsonObject, field: string, path: string): Generator<FieldError> {
  const mode = numberAt(source, field)
  if (mode !== undefined && (mode < 0 || mode > 0o777)) {
    yield invalid(`${path}.${field}`, mode, 'must be a number between 0 and 0777 (octal), both inclusive')
  }
}

function* keyFileErrors(source: JsonObject, path: string): Generator<FieldError> {
  yield* modeErrors(source, 'defaultMode', path)
  for (const [i, item] of objectsAt(source, 'items').entries()) {
    const at = `${path}.items[${i}]`
    if (!textAt(item, 'key')) yield required(`${at}.key`)
    yield* filePathErrors(item, at)
    yield* modeErrors(item, 'mode', at)
  }
}

function* filePathErrors(item: JsonObject, at: string): Generator<FieldError> {
  const file = textAt(item, 'path')
  if (!file) yield required(`${at}.path`)
  yield* unreservedPathErrors(file, `${at}.path`)
}

function* downwardErrors(source: JsonObject, path: string): Generator<FieldError> {
  for (const [i, item] of objectsAt(source, 'items').entries()) {
    const at = `${path}.items[${i}]`
    yield* filePathErrors(item, at)
    const [field, resource] = [findObject(item, 'fieldRef'), findObject(item, 'resourceFieldRef')]
    if (field) {
      yield* fileFieldRefErrors(field, `${at}.fieldRef`)
      if (resource)
        yield invalid(at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously')
    } else if (resource) yield* resourceFieldRefErrors(resource, `${at}.resourceFieldRef`, true)
    else yield required(at, 'one of fieldRef and resourceFieldRef is required')
    yield* modeErrors(item, 'mode', at)
  }
}

const projections = [
  'secret',
  'configMap',
  'downwardAPI',
  'serviceAccountToken',
  'clusterTrustBundle',
  'podCertificate',
]

function* projectedErrors(source: JsonObject, path: string): Generator<FieldError> {
  yield* modeErrors(source, 'defaultMode', path)
  for (const [i, part] of objectsAt(source, 'sources').entries()) {
    const at = `${path}.sources[${i}]`
    const present = projections.filter(name => findObject(part, name))
    for (const [n, name] of present.entries()) {
      if (n > 0) yield forbiddenField(`${at}.${name}`, 'may not specify more than 1 volume type per source')
      else yield* projectionErrors(name, objectAt(part, name), `${at}.${name}`)
    }
    if (present.length === 0) yield required(at, 'must specify a volume type')
  }
}

function* projectionErrors(name: string, part: JsonObject, path: string): Generator<FieldError> {
  if (name === 'secret' || name === 'configMap') {
    yield* needs('name')(part, path)
    yield* keyFileErrors(part, path)
  } else if (name === 'downwardAPI') yield* downwardErrors(part, path)
  else if (name === 'serviceAccountToken') {
    const seconds = numberAt(part, 'expirationSeconds') ?? 3600
    if (seconds < 600) {
      yield invalid(`${path}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes')
    }
    yield* needs('path')(part, path)
  }
}
