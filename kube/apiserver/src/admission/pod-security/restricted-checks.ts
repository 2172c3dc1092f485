/** The checks that only the restricted level makes. @module */
import type { JsonObject } from '@sluice/base/json'
import { findObject, objectsAt, textsAt } from '../../strategy/values/read.ts'
import { addedBeyond, capabilitiesOf, seccompBaseline } from './baseline-checks.ts'
import {
  type Check,
  containersWhere,
  contextOf,
  counted,
  hasOwnUsers,
  isWindows,
  namesWhere,
  plural,
  quoted,
  settersWhere,
  sortedSet,
} from './subjects.ts'

/** A check that leaves Pods for Windows alone. */
export const exceptWindows =
  (check: Check): Check =>
  pod =>
    isWindows(pod.spec) ? undefined : check(pod)

/** A check that leaves Pods with users of their own alone. */
export const exceptOwnUsers =
  (check: Check): Check =>
  pod =>
    hasOwnUsers(pod.spec) ? undefined : check(pod)

export const allowPrivilegeEscalation: Check = ({ spec }) => {
  const who = containersWhere(spec, container => contextOf(container)['allowPrivilegeEscalation'] !== false)
  if (who === undefined) return undefined
  const detail = `${who} must set securityContext.allowPrivilegeEscalation=false`
  return { reason: 'allowPrivilegeEscalation != false', detail }
}

export const capabilitiesRestricted: Check = ({ spec }) => {
  const who = containersWhere(spec, container => !textsAt(capabilitiesOf(container), 'drop').includes('ALL'))
  const missing = who && `${who} must set securityContext.capabilities.drop=["ALL"]`
  const found = [missing, addedBeyond(spec, new Set(['NET_BIND_SERVICE']))].filter(each => each !== undefined)
  return found.length > 0 ? { reason: 'unrestricted capabilities', detail: found.join('; ') } : undefined
}

const allowedVolumes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]
const namedVolumes = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
]

export const restrictedVolumes: Check = ({ spec }) => {
  const has = (volume: JsonObject) => (field: string) => findObject(volume, field) !== undefined
  const isBad = (volume: JsonObject) => !allowedVolumes.some(has(volume))
  const volumes = objectsAt(spec, 'volumes')
  const names = namesWhere(volumes, isBad)
  if (names.length === 0) return undefined
  const types = sortedSet(volumes.filter(isBad).map(volume => namedVolumes.find(has(volume)) ?? 'unknown'))
  const use = names.length === 1 ? 'uses' : 'use'
  const what = `${plural('restricted volume type', types.length)} ${quoted(types)}`
  return { reason: 'restricted volume types', detail: `${counted('volume', names)} ${use} ${what}` }
}

export const runAsNonRoot: Check = ({ spec }) => {
  const reason = 'runAsNonRoot != true'
  const explicit = settersWhere(spec, context => context['runAsNonRoot'] === false)
  if (explicit !== undefined)
    return { reason, detail: `${explicit} must not set securityContext.runAsNonRoot=false` }
  if (contextOf(spec)['runAsNonRoot'] === true) return undefined
  const open = containersWhere(spec, container => typeof contextOf(container)['runAsNonRoot'] !== 'boolean')
  return open === undefined
    ? undefined
    : { reason, detail: `pod or ${open} must set securityContext.runAsNonRoot=true` }
}

export const runAsUser: Check = ({ spec }) => {
  const who = settersWhere(spec, context => context['runAsUser'] === 0)
  return who === undefined ? undefined : { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` }
}

export const seccompRestricted: Check = pod => {
  const bad = seccompBaseline(pod)
  if (bad) return bad
  const sets = (owner: JsonObject) => findObject(contextOf(owner), 'seccompProfile') !== undefined
  if (sets(pod.spec)) return undefined
  const open = containersWhere(pod.spec, container => !sets(container))
  if (open === undefined) return undefined
  const values = '"RuntimeDefault" or "Localhost"'
  return {
    reason: 'seccompProfile',
    detail: `pod or ${open} must set securityContext.seccompProfile.type to ${values}`,
  }
}
