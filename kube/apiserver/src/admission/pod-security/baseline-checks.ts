/** The baseline checks on the security contexts of a Pod and its containers. @module */
import type { JsonObject } from '@sluice/base/json'
import { findObject, objectAt, sortedKeys, textAt, textsAt } from '../../strategy/values/read.ts'
import {
  type Check,
  containersOf,
  containersWhere,
  contextOf,
  contextsOf,
  counted,
  plural,
  quoted,
  settersWhere,
  sortedSet,
} from './subjects.ts'

const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/'
const goodProfile = new Set(['RuntimeDefault', 'Localhost'])
const badProfile = (field: string) => (context: JsonObject) => {
  const profile = findObject(context, field)
  return profile !== undefined && !goodProfile.has(textAt(profile, 'type'))
}
const profileTypes = (spec: JsonObject, field: string) =>
  sortedSet(
    contextsOf(spec)
      .filter(badProfile(field))
      .map(context => textAt(objectAt(context, field), 'type')),
  )

export const appArmorProfile: Check = ({ metadata, spec }) => {
  const annotations = objectAt(metadata, 'annotations')
  const isGood = (value: string) =>
    value === '' || value === 'runtime/default' || value.startsWith('localhost/')
  const notes = sortedKeys(annotations)
    .filter(key => key.startsWith(appArmorPrefix) && !isGood(textAt(annotations, key)))
    .map(key => `${key}=${JSON.stringify(textAt(annotations, key))}`)
  const setters = settersWhere(spec, badProfile('appArmorProfile'))
  const who = [setters, notes.length > 0 ? plural('annotation', notes.length) : undefined].filter(
    each => each !== undefined,
  )
  if (who.length === 0) return undefined
  const values = [...profileTypes(spec, 'appArmorProfile'), ...notes]
  return {
    reason: plural('forbidden AppArmor profile', values.length),
    detail: `${who.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  }
}

const defaultCapabilities = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
])

/** The `capabilities` of a container. */
export function capabilitiesOf(container: JsonObject): JsonObject {
  return objectAt(contextOf(container), 'capabilities')
}

/** Who adds capabilities besides those allowed; undefined where nobody does. */
export function addedBeyond(spec: JsonObject, allowed: ReadonlySet<string>): string | undefined {
  const extra = (container: JsonObject) =>
    textsAt(capabilitiesOf(container), 'add').filter(each => !allowed.has(each))
  const who = containersWhere(spec, container => extra(container).length > 0)
  const what = sortedSet(containersOf(spec).flatMap(extra))
  return who && `${who} must not include ${quoted(what)} in securityContext.capabilities.add`
}

export const capabilitiesBaseline: Check = ({ spec }) => {
  const detail = addedBeyond(spec, defaultCapabilities)
  return detail === undefined ? undefined : { reason: 'non-default capabilities', detail }
}

export const privileged: Check = ({ spec }) => {
  const who = containersWhere(spec, container => contextOf(container)['privileged'] === true)
  if (who === undefined) return undefined
  return { reason: 'privileged', detail: `${who} must not set securityContext.privileged=true` }
}

export const procMount: Check = ({ spec }) => {
  const mount = (container: JsonObject) => contextOf(container)['procMount']
  const isBad = (container: JsonObject) =>
    typeof mount(container) === 'string' && mount(container) !== 'Default'
  const who = containersWhere(spec, isBad)
  if (who === undefined) return undefined
  const types = sortedSet(
    containersOf(spec)
      .filter(isBad)
      .map(container => String(mount(container))),
  )
  return { reason: 'procMount', detail: `${who} must not set securityContext.procMount to ${quoted(types)}` }
}

const seLinuxTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t']

function seLinux(more: readonly string[]): Check {
  const allowed = new Set([...seLinuxTypes, ...more])
  const options = (context: JsonObject) => objectAt(context, 'seLinuxOptions')
  const isBadType = (context: JsonObject) => !allowed.has(textAt(options(context), 'type'))
  const sets = (field: string) => (context: JsonObject) => textAt(options(context), field) !== ''
  return ({ spec }) => {
    const isBad = (context: JsonObject) =>
      isBadType(context) || sets('user')(context) || sets('role')(context)
    const who = settersWhere(spec, isBad)
    if (who === undefined) return undefined
    const contexts = contextsOf(spec)
    const types = sortedSet(contexts.filter(isBadType).map(context => textAt(options(context), 'type')))
    const what = [
      ...(types.length > 0 ? [counted('type', types)] : []),
      ...['user', 'role'].filter(field => contexts.some(sets(field))).map(field => `${field} may not be set`),
    ]
    return {
      reason: 'seLinuxOptions',
      detail: `${who} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}`,
    }
  }
}

export const seLinuxOptions: Check = seLinux([])
export const seLinuxOptionsWithEngine: Check = seLinux(['container_engine_t'])

const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod'
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/'

/** Before 1.19 profiles were annotations. */
export const seccompAnnotations: Check = ({ metadata, spec }) => {
  const annotations = objectAt(metadata, 'annotations')
  const isGood = (value: string) =>
    value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/')
  const keys = [seccompPod, ...containersOf(spec).map(each => seccompContainer + textAt(each, 'name'))]
  const bad = sortedSet(
    keys
      .filter(key => annotations[key] !== undefined && !isGood(textAt(annotations, key)))
      .map(key => `${key}=${JSON.stringify(textAt(annotations, key))}`),
  )
  if (bad.length === 0) return undefined
  return {
    reason: 'seccompProfile',
    detail: `forbidden ${plural('annotation', bad.length)} ${bad.join(', ')}`,
  }
}

export const seccompBaseline: Check = ({ spec }) => {
  const who = settersWhere(spec, badProfile('seccompProfile'))
  if (who === undefined) return undefined
  const types = quoted(profileTypes(spec, 'seccompProfile'))
  return {
    reason: 'seccompProfile',
    detail: `${who} must not set securityContext.seccompProfile.type to ${types}`,
  }
}
