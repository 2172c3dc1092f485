/** Where PersistentVolumes come from. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, required } from '../../status/index.ts'
import { backstepErrors } from '../pods/paths.ts'
import {
  all,
  azureDisk,
  driverNameErrors,
  fibreChannel,
  flexVolume,
  flocker,
  hostPath,
  iscsi,
  needs,
  nfs,
  partition,
  quobyte,
  type SourceCheck,
  secretNeeds,
  storageOs,
} from '../pods/volume-sources.ts'
import type { SourceKind } from '../pods/volumes.ts'
import { dnsLabelErrors, dnsSubdomainErrors } from '../values/names.ts'
import { findObject, textAt } from '../values/read.ts'

const local: SourceCheck = function* (source, path) {
  const where = textAt(source, 'path')
  if (!where) yield required(`${path}.path`)
  else yield* backstepErrors(where, `${path}.path`)
}

const glusterfs: SourceCheck = function* (source, path) {
  yield* needs('endpoints', 'path')(source, path)
  const namespace = source['endpointsNamespace']
  if (typeof namespace !== 'string') return
  const field = `${path}.endpointsNamespace`
  if (!namespace) {
    const why = 'if the endpointnamespace is set, it must be a valid namespace name'
    yield invalid(field, namespace, why)
  } else for (const error of dnsLabelErrors(namespace)) yield invalid(field, namespace, error)
}

const azureFile: SourceCheck = function* (source, path) {
  yield* needs('secretName', 'shareName')(source, path)
  if (source['secretNamespace'] === '') yield required(`${path}.secretNamespace`)
}

const secretFields = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
]

const csi: SourceCheck = function* (source, path) {
  yield* driverNameErrors(textAt(source, 'driver'), `${path}.driver`)
  yield* needs('volumeHandle')(source, path)
  for (const field of secretFields) {
    const secret = findObject(source, field)
    if (secret) yield* secretErrors(secret, `${path}.${field}`)
  }
}

function* secretErrors(secret: JsonObject, path: string): Generator<FieldError> {
  const checks = [
    ['name', dnsSubdomainErrors],
    ['namespace', dnsLabelErrors],
  ] as const
  for (const [field, check] of checks) {
    const value = textAt(secret, field)
    if (!value) yield required(`${path}.${field}`)
    else for (const error of check(value)) yield invalid(`${path}.${field}`, value, error)
  }
}

/** In the order Kubernetes looks for them. */
const persistentSources: Readonly<Record<string, SourceKind>> = {
  hostPath: { check: hostPath },
  gcePersistentDisk: { check: all(needs('pdName'), partition), asParent: 'persistentDisk' },
  awsElasticBlockStore: { check: all(needs('volumeID'), partition) },
  glusterfs: { check: glusterfs },
  flocker: { check: flocker },
  nfs: { check: nfs },
  rbd: { check: needs('monitors', 'image') },
  quobyte: { check: quobyte },
  cephfs: { check: needs('monitors'), asSecond: 'cephFS' },
  iscsi: { check: all(iscsi(false), secretNeeds('name')) },
  cinder: { check: all(needs('volumeID'), secretNeeds('name', 'namespace')) },
  fc: { check: fibreChannel },
  flexVolume: { check: flexVolume },
  azureFile: { check: azureFile },
  vsphereVolume: { check: needs('volumePath') },
  photonPersistentDisk: { check: needs('pdID') },
  portworxVolume: { check: needs('volumeID') },
  azureDisk: { check: azureDisk },
  scaleIO: { check: needs('gateway', 'system', 'volumeName') },
  local: { check: local },
  storageos: { check: all(storageOs, secretNeeds('name', 'namespace')) },
  csi: { check: csi },
}

/** What is wrong with the source of a PersistentVolume; a flexVolume is looked at whatever else is there. */
export function* persistentSourceErrors(spec: JsonObject, path: string): Generator<FieldError> {
  let found = 0
  for (const [field, { check, asSecond, asParent }] of Object.entries(persistentSources)) {
    const source = findObject(spec, field)
    if (!source) continue
    const isExtra = found++ > 0 && field !== 'flexVolume'
    if (isExtra) {
      yield forbiddenField(`${path}.${asSecond ?? field}`, 'may not specify more than 1 volume type')
    } else {
      yield* check(source, `${path}.${asParent ?? field}`)
      if (field === 'local' && !findObject(spec, 'nodeAffinity')) {
        yield required(`${path}.nodeAffinity`, 'Local volume requires node affinity')
      }
    }
  }
  if (found === 0) yield required(path, 'must specify a volume type')
}

/** The sources of a spec, without the rest. */
export function sourcesOf(spec: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(spec).filter(([key]) => Object.hasOwn(persistentSources, key)))
}
