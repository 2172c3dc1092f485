/** The baseline checks on what a Pod takes from its node. @module */
import type { JsonObject } from '@sluice/base/json'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import {
  type Check,
  containersOf,
  contextOf,
  counted,
  namesWhere,
  plural,
  quoted,
  settersWhere,
  sortedSet,
} from './subjects.ts'

export const hostNamespaces: Check = ({ spec }) => {
  const used = ['hostNetwork', 'hostPID', 'hostIPC'].filter(field => spec[field] === true)
  if (used.length === 0) return undefined
  return { reason: 'host namespaces', detail: used.map(field => `${field}=true`).join(', ') }
}

export const hostPathVolumes: Check = ({ spec }) => {
  const names = namesWhere(objectsAt(spec, 'volumes'), volume => findObject(volume, 'hostPath') !== undefined)
  return names.length > 0 ? { reason: 'hostPath volumes', detail: counted('volume', names) } : undefined
}

export const hostPorts: Check = ({ spec }) => {
  const portsOf = (container: JsonObject) =>
    objectsAt(container, 'ports').flatMap(port => numberAt(port, 'hostPort') || [])
  const names = namesWhere(containersOf(spec), container => portsOf(container).length > 0)
  if (names.length === 0) return undefined
  const ports = sortedSet(containersOf(spec).flatMap(portsOf).map(String))
  const use = names.length === 1 ? 'uses' : 'use'
  return {
    reason: 'hostPort',
    detail: `${counted('container', names)} ${use} ${plural('hostPort', ports.length)} ${ports.join(', ')}`,
  }
}

export const hostProcess: Check = ({ spec }) => {
  const who = settersWhere(spec, context => objectAt(context, 'windowsOptions')['hostProcess'] === true)
  if (who === undefined) return undefined
  return {
    reason: 'hostProcess',
    detail: `${who} must not set securityContext.windowsOptions.hostProcess=true`,
  }
}

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe']
const hooks = ['postStart', 'preStop']

/** The hosts that a container's probes and hooks name: nobody may ask others than the Pod itself. */
function askedHosts(container: JsonObject): readonly string[] {
  const handlers = [
    ...probes.map(probe => objectAt(container, probe)),
    ...hooks.map(hook => objectAt(objectAt(container, 'lifecycle'), hook)),
  ]
  return handlers.flatMap(handler =>
    ['httpGet', 'tcpSocket'].flatMap(field => textAt(objectAt(handler, field), 'host') || []),
  )
}

export const hostProbes: Check = ({ spec }) => {
  const names = sortedSet(namesWhere(containersOf(spec), container => askedHosts(container).length > 0))
  if (names.length === 0) return undefined
  const hosts = sortedSet(containersOf(spec).flatMap(askedHosts))
  const use = names.length === 1 ? 'uses' : 'use'
  return {
    reason: 'probe or lifecycle host',
    detail: `${counted('container', names)} ${use} ${plural('probe or lifecycle host', hosts.length)} ${quoted(hosts)}`,
  }
}

/** The sysctls that are safe, by the first version that says so. */
const safeSysctls: readonly (readonly [since: number, names: readonly string[]])[] = [
  [
    0,
    [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.tcp_syncookies',
      'net.ipv4.ping_group_range',
      'net.ipv4.ip_unprivileged_port_start',
    ],
  ],
  [27, ['net.ipv4.ip_local_reserved_ports']],
  [
    29,
    [
      'net.ipv4.tcp_keepalive_time',
      'net.ipv4.tcp_fin_timeout',
      'net.ipv4.tcp_keepalive_intvl',
      'net.ipv4.tcp_keepalive_probes',
    ],
  ],
  [32, ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
]

/** The check on sysctls as of a minor version. */
export function sysctlsSince(minor: number): Check {
  const safe = new Set(safeSysctls.flatMap(([since, names]) => (since <= minor ? names : [])))
  return ({ spec }) => {
    const names = namesWhere(objectsAt(contextOf(spec), 'sysctls'), each => !safe.has(textAt(each, 'name')))
    return names.length > 0 ? { reason: 'forbidden sysctls', detail: names.join(', ') } : undefined
  }
}
