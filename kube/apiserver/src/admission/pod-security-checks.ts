/** The checks of the pod security standards, and how each says what it found. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  findObject,
  numberAt,
  objectAt,
  objectsAt,
  sortedKeys,
  textAt,
  textsAt,
} from '../strategy/values/read.ts'

export type Level = 'privileged' | 'baseline' | 'restricted'

type Check = (spec: JsonObject) => string | undefined

/** What in a Pod or template breaks a level; empty where it is kept. */
export function violations(pod: JsonObject, level: Level): readonly string[] {
  const spec = objectAt(pod, 'spec')
  return checksOf[level].flatMap(check => {
    const found = check(spec)
    return found === undefined ? [] : [found]
  })
}

const containersOf = (spec: JsonObject) =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap(list => objectsAt(spec, list))
const contextOf = (container: JsonObject) => objectAt(container, 'securityContext')
const quoted = (names: Iterable<string>) => [...names].map(name => JSON.stringify(name)).join(', ')
const plural = (word: string, names: readonly string[]) =>
  `${word}${names.length === 1 ? '' : 's'} ${quoted(names)}`
const nameOf = (object: JsonObject) => textAt(object, 'name')

/** The names of the containers that `test` finds, as `container "a"` or `containers "a", "b"`. */
function named(spec: JsonObject, test: (container: JsonObject) => boolean): string | undefined {
  const names = containersOf(spec).filter(test).map(nameOf)
  return names.length > 0 ? plural('container', names) : undefined
}

const allowPrivilegeEscalation: Check = spec => {
  const who = named(spec, container => contextOf(container)['allowPrivilegeEscalation'] !== false)
  return (
    who &&
    `allowPrivilegeEscalation != false (${who} must set securityContext.allowPrivilegeEscalation=false)`
  )
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

const capabilitiesOf = (container: JsonObject) => objectAt(contextOf(container), 'capabilities')

function addedBeyond(spec: JsonObject, allowed: ReadonlySet<string>): string | undefined {
  const extra = (container: JsonObject) =>
    textsAt(capabilitiesOf(container), 'add').filter(each => !allowed.has(each))
  const who = named(spec, container => extra(container).length > 0)
  const what = new Set(containersOf(spec).flatMap(extra).sort())
  return who && `${who} must not include ${quoted(what)} in securityContext.capabilities.add`
}

const capabilitiesBaseline: Check = spec => {
  const found = addedBeyond(spec, defaultCapabilities)
  return found && `non-default capabilities (${found})`
}

const capabilitiesRestricted: Check = spec => {
  const who = named(spec, container => !textsAt(capabilitiesOf(container), 'drop').includes('ALL'))
  const missing = who && `${who} must set securityContext.capabilities.drop=["ALL"]`
  const found = [missing, addedBeyond(spec, new Set(['NET_BIND_SERVICE']))].filter(each => each !== undefined)
  return found.length > 0 ? `unrestricted capabilities (${found.join('; ')})` : undefined
}

const hostNamespaces: Check = spec => {
  const used = ['hostNetwork', 'hostPID', 'hostIPC'].filter(field => spec[field] === true)
  return used.length > 0 ? `host namespaces (${used.map(field => `${field}=true`).join(', ')})` : undefined
}

const hostPathVolumes: Check = spec => {
  const names = objectsAt(spec, 'volumes')
    .filter(volume => findObject(volume, 'hostPath'))
    .map(nameOf)
  return names.length > 0 ? `hostPath volumes (${plural('volume', names)})` : undefined
}

const hostPorts: Check = spec => {
  const portsOf = (container: JsonObject) =>
    objectsAt(container, 'ports').flatMap(port => numberAt(port, 'hostPort') || [])
  const names = containersOf(spec)
    .filter(container => portsOf(container).length > 0)
    .map(nameOf)
  const ports = [...new Set(containersOf(spec).flatMap(portsOf))].sort((a, b) => a - b)
  if (names.length === 0) return undefined
  return `hostPort (${plural('container', names)} use${names.length === 1 ? 's' : ''} hostPort${ports.length === 1 ? '' : 's'} ${ports.join(', ')})`
}

const hostProcess: Check = spec => {
  const uses = (context: JsonObject) => objectAt(context, 'windowsOptions')['hostProcess'] === true
  const who = [
    uses(contextOf(spec)) ? 'pod' : undefined,
    named(spec, container => uses(contextOf(container))),
  ]
  const found = who.filter(each => each !== undefined)
  if (found.length === 0) return undefined
  return `hostProcess (${found.join(' and ')} must not set securityContext.windowsOptions.hostProcess=true)`
}

const procMount: Check = spec => {
  const mount = (container: JsonObject) => textAt(contextOf(container), 'procMount')
  const bad = (container: JsonObject) => mount(container) !== '' && mount(container) !== 'Default'
  const who = named(spec, bad)
  const what = quoted(new Set(containersOf(spec).filter(bad).map(mount).sort()))
  return who && `procMount (${who} must not set securityContext.procMount to ${what})`
}

const allowedVolumes = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
])

const restrictedVolumes: Check = spec => {
  const typeOf = (volume: JsonObject) =>
    sortedKeys(volume).find(key => key !== 'name' && !allowedVolumes.has(key))
  const bad = objectsAt(spec, 'volumes').filter(volume => typeOf(volume) !== undefined)
  const types = [...new Set(bad.map(volume => typeOf(volume) ?? ''))].sort()
  if (bad.length === 0) return undefined
  return `restricted volume types (${plural('volume', bad.map(nameOf))} use${bad.length === 1 ? 's' : ''} restricted volume ${plural('type', types)})`
}

const runAsNonRoot: Check = spec => {
  const own = contextOf(spec)['runAsNonRoot']
  const explicit = named(spec, container => contextOf(container)['runAsNonRoot'] === false)
  const found = [
    own === false ? 'pod must not set securityContext.runAsNonRoot=false' : undefined,
    explicit && `${explicit} must not set securityContext.runAsNonRoot=false`,
  ].filter(each => each !== undefined)
  if (found.length > 0) return `runAsNonRoot != true (${found.join(' and ')})`
  const open =
    own === true ? undefined : named(spec, container => contextOf(container)['runAsNonRoot'] === undefined)
  return open && `runAsNonRoot != true (pod or ${open} must set securityContext.runAsNonRoot=true)`
}

const runAsUser: Check = spec => {
  const who = named(spec, container => contextOf(container)['runAsUser'] === 0)
  const found = [contextOf(spec)['runAsUser'] === 0 ? 'pod' : undefined, who].filter(
    each => each !== undefined,
  )
  return found.length > 0 ? `runAsUser=0 (${found.join(' and ')} must not set runAsUser=0)` : undefined
}

const profileType = (context: JsonObject) => textAt(objectAt(context, 'seccompProfile'), 'type')

const seccompBaseline: Check = spec => {
  const who = named(spec, container => profileType(contextOf(container)) === 'Unconfined')
  const found = [profileType(contextOf(spec)) === 'Unconfined' ? 'pod' : undefined, who].filter(
    each => each !== undefined,
  )
  if (found.length === 0) return undefined
  return `seccompProfile (${found.join(' and ')} must not set securityContext.seccompProfile.type to "Unconfined")`
}

const seccompRestricted: Check = spec => {
  const unconfined = seccompBaseline(spec)
  if (unconfined !== undefined) return unconfined
  if (profileType(contextOf(spec)) !== '') return undefined
  const open = named(spec, container => profileType(contextOf(container)) === '')
  return (
    open &&
    `seccompProfile (pod or ${open} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`
  )
}

const safeSysctls = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
])

const sysctls: Check = spec => {
  const names = objectsAt(contextOf(spec), 'sysctls')
    .map(nameOf)
    .filter(name => !safeSysctls.has(name))
  return names.length > 0 ? `forbidden sysctls (${names.join(', ')})` : undefined
}

/** In the order of the checks' names, as they are reported. */
const checksOf: Readonly<Record<Level, readonly Check[]>> = {
  privileged: [],
  baseline: [
    capabilitiesBaseline,
    hostNamespaces,
    hostPathVolumes,
    hostPorts,
    hostProcess,
    procMount,
    seccompBaseline,
    sysctls,
  ],
  restricted: [
    allowPrivilegeEscalation,
    capabilitiesRestricted,
    hostNamespaces,
    hostPorts,
    hostProcess,
    procMount,
    restrictedVolumes,
    runAsNonRoot,
    runAsUser,
    seccompRestricted,
    sysctls,
  ],
}
