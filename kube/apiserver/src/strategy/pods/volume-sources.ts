/** Validation of where volumes come from, for those of Pods and for PersistentVolumes. @module */
import type { JsonObject } from '@sluice/base/json'
import { tooLong } from '@sluice/openapi'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { dnsLabelErrors, dnsSubdomainErrors } from '../values/names.ts'
import { oneOf } from '../values/numbers.ts'
import { findObject, numberAt, sortedKeys, textAt, textsAt } from '../values/read.ts'
import { backstepErrors, descendingPathErrors } from './paths.ts'

export type SourceCheck = (source: JsonObject, path: string) => Iterable<FieldError>

/** Checks that the given fields are not empty. */
export const needs = (...fields: readonly string[]): SourceCheck =>
  function* (source, path) {
    for (const field of fields) {
      const value = source[field]
      if (
        value === undefined ||
        value === null ||
        value === '' ||
        (Array.isArray(value) && value.length === 0)
      ) {
        yield required(`${path}.${field}`)
      }
    }
  }

/** Runs one check after the other. */
export const all = (...checks: readonly SourceCheck[]): SourceCheck =>
  function* (source, path) {
    for (const check of checks) yield* check(source, path)
  }

/** A secret that is referred to has the given fields. */
export const secretNeeds = (...fields: readonly string[]): SourceCheck =>
  function* (source, path) {
    const secret = findObject(source, 'secretRef')
    if (secret) yield* needs(...fields)(secret, `${path}.secretRef`)
  }

/** A range from 0, told as one from 1. */
export const partition: SourceCheck = function* (source, path) {
  const value = numberAt(source, 'partition') ?? 0
  if (value < 0 || value > 255)
    yield invalid(`${path}.partition`, value, 'must be between 1 and 255, inclusive')
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

export const hostPath: SourceCheck = function* (source, path) {
  const where = textAt(source, 'path')
  if (!where) return yield required(`${path}.path`)
  yield* backstepErrors(where, `${path}.path`)
  const type = textAt(source, 'type')
  if (!hostPathTypes.includes(type)) yield notSupported(`${path}.type`, type, hostPathTypes)
}

export const gitRepo: SourceCheck = function* (source, path) {
  yield* needs('repository')(source, path)
  yield* descendingPathErrors(textAt(source, 'directory'), `${path}.directory`)
}

export const nfs: SourceCheck = function* (source, path) {
  yield* needs('server', 'path')(source, path)
  const where = textAt(source, 'path')
  if (!where.startsWith('/')) yield invalid(`${path}.path`, where, 'must be an absolute path')
}

const initiators: readonly (readonly [prefix: string, form: RegExp])[] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[A-Za-z0-9]{16}$/],
  ['naa', /^naa.[A-Za-z0-9]{32}$/],
]

/** Of a Pod's volume the message says how names begin. */
export const iscsi = (saysHow: boolean): SourceCheck =>
  function* (source, path) {
    yield* needs('targetPortal', 'iqn')(source, path)
    const name = textAt(source, 'iqn')
    if (name) yield* initiatorErrors(name, `${path}.iqn`, saysHow)
    const lun = numberAt(source, 'lun') ?? 0
    if (lun < 0 || lun > 255) yield invalid(`${path}.lun`, lun, 'must be between 0 and 255, inclusive')
    const authenticates = source['chapAuthDiscovery'] === true || source['chapAuthSession'] === true
    if (authenticates && !findObject(source, 'secretRef')) yield required(`${path}.secretRef`)
    const initiator = source['initiatorName']
    if (typeof initiator === 'string') yield* initiatorErrors(initiator, `${path}.initiatorname`, saysHow)
  }

function* initiatorErrors(name: string, field: string, saysHow: boolean): Generator<FieldError> {
  const known = initiators.find(([prefix]) => name.startsWith(prefix))
  if (!known) {
    const how = 'must be valid format starting with iqn, eui, or naa'
    yield invalid(field, name, saysHow ? how : 'must be valid format')
  } else if (!known[1].test(name)) yield invalid(field, name, 'must be valid format')
}

export const flocker: SourceCheck = function* (source, path) {
  const [name, id] = [textAt(source, 'datasetName'), textAt(source, 'datasetUUID')]
  if (!name && !id) yield required(path, 'one of datasetName and datasetUUID is required')
  if (name && id)
    yield invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously')
  if (name.includes('/')) yield invalid(`${path}.datasetName`, name, "must not contain '/'")
}

const pairs = 'must be a host:port pair or multiple pairs separated by commas'

export const quobyte: SourceCheck = function* (source, path) {
  const registry = textAt(source, 'registry')
  if (!registry) yield required(`${path}.registry`, pairs)
  else if (textAt(source, 'tenant').length >= 65) {
    yield required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters')
  } else {
    for (const pair of registry.split(',')) {
      if (!/^(\[[^\]]*\]|[^:[\]]*):[^:]*$/.test(pair)) yield invalid(`${path}.registry`, registry, pairs)
    }
  }
  yield* needs('volume')(source, path)
}

export const fibreChannel: SourceCheck = function* (source, path) {
  const [names, ids] = [textsAt(source, 'targetWWNs'), textsAt(source, 'wwids')]
  const field = `${path}.targetWWNs`
  if (names.length + ids.length === 0) {
    yield required(field, 'must specify either targetWWNs or wwids, but not both')
  }
  if (names.length > 0 && ids.length > 0) {
    yield invalid(field, names, 'targetWWNs and wwids can not be specified simultaneously')
  }
  if (names.length === 0) return
  const lun = numberAt(source, 'lun')
  if (lun === undefined) yield required(`${path}.lun`, 'lun is required if targetWWNs is specified')
  else if (lun < 0 || lun > 255) yield invalid(`${path}.lun`, lun, 'must be between 0 and 255, inclusive')
}

export const flexVolume: SourceCheck = function* (source, path) {
  yield* needs('driver')(source, path)
  for (const key of sortedKeys(findObject(source, 'options') ?? {})) {
    const name = `.${(key.split('/')[0] ?? '').toLowerCase()}`
    if (name.endsWith('.kubernetes.io') || name.endsWith('.k8s.io')) {
      const why = 'kubernetes.io and k8s.io namespaces are reserved'
      yield invalid(`${path}.options[${key}]`, key, why)
    }
  }
}

const managedUri =
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}'
const blobUri = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'

export const azureDisk: SourceCheck = function* (source, path) {
  yield* needs('diskName', 'diskURI')(source, path)
  const [mode, kind, uri] = ['cachingMode', 'kind', 'diskURI'].map(name => textAt(source, name))
  yield* oneOf(mode ?? '', ['None', 'ReadOnly', 'ReadWrite'], `${path}.cachingMode`)
  yield* oneOf(kind ?? '', ['Dedicated', 'Managed', 'Shared'], `${path}.kind`)
  const isManaged = kind === 'Managed'
  if (source['kind'] !== undefined && !uri?.startsWith(isManaged ? '/subscriptions/' : 'https://')) {
    yield notSupported(`${path}.diskURI`, uri ?? '', [isManaged ? managedUri : blobUri])
  }
}

export const storageOs: SourceCheck = function* (source, path) {
  const [name, namespace] = [textAt(source, 'volumeName'), textAt(source, 'volumeNamespace')]
  if (!name) yield required(`${path}.volumeName`)
  else for (const error of dnsLabelErrors(name)) yield invalid(`${path}.volumeName`, name, error)
  if (!namespace) return
  for (const error of dnsLabelErrors(namespace)) yield invalid(`${path}.volumeNamespace`, namespace, error)
}

/** The name of a CSI driver. */
export function* driverNameErrors(driver: string, field: string): Generator<FieldError> {
  if (!driver) return yield required(field)
  if (driver.length > 63) yield tooLong(field, 63)
  for (const error of dnsSubdomainErrors(driver.toLowerCase())) yield invalid(field, driver, error)
}
