/** What a Pod asks of its host: the operating system, and the name it goes by. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../status/index.ts'
import { dnsSubdomainErrors } from '../values/names.ts'
import { findObject, objectAt, objectsAt, textAt } from '../values/read.ts'

const systems = ['linux', 'windows']
const maxHostname = 64

/** What is wrong with the name a Pod takes instead of its own. */
export function* hostnameOverrideErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const name = spec['hostnameOverride']
  const field = `${path}.hostnameOverride`
  if (typeof name !== 'string') return
  for (const other of ['setHostnameAsFQDN', 'hostNetwork']) {
    if (spec[other] === true) yield forbiddenField(field, `may not be specified when ${other} is true`)
  }
  if (Buffer.byteLength(name) > maxHostname) yield tooLong(field, maxHostname)
  for (const error of dnsSubdomainErrors(name)) yield invalid(field, name, error)
}

/** What is wrong with the operating system, and with what a Pod asks for that it has not. */
export function* systemErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const os = findObject(spec, 'os')
  if (!os) return
  const name = textAt(os, 'name')
  if (!name) return yield required(`${path}.os.name`)
  if (!systems.includes(name)) yield notSupported(`${path}.os`, name, systems)
  if (name === 'linux') yield* linuxErrors(spec, path)
  if (name === 'windows') yield* windowsErrors(spec, path)
}

function* linuxErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const why = 'windows options cannot be set for a linux pod'
  for (const [owner, at] of [[spec, path] as const, ...containersOf(spec, path)]) {
    const { windowsOptions } = objectAt(owner, 'securityContext')
    if (windowsOptions !== undefined) yield forbiddenField(`${at}.securityContext.windowsOptions`, why)
  }
}

/** What Windows does not know: of a Pod (members of its spec begin with a dot), in the order of messages. */
const ofPods =
  'appArmorProfile seLinuxOptions .hostUsers .hostPID .hostIPC seccompProfile fsGroup fsGroupChangePolicy sysctls .shareProcessNamespace runAsUser runAsGroup supplementalGroups supplementalGroupsPolicy seLinuxChangePolicy'.split(
    ' ',
  )
const ofContainers =
  'appArmorProfile seLinuxOptions seccompProfile capabilities readOnlyRootFilesystem privileged allowPrivilegeEscalation procMount runAsUser runAsGroup'.split(
    ' ',
  )

function* windowsErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const why = 'cannot be set for a windows pod'
  const security = objectAt(spec, 'securityContext')
  for (const name of ofPods) {
    const [owner, field] = name.startsWith('.') ? [spec, name] : [security, `.securityContext.${name}`]
    if (isSet(owner[name.replace('.', '')], name)) yield forbiddenField(`${path}${field}`, why)
  }
  for (const [container, at] of containersOf(spec, path)) {
    const own = objectAt(container, 'securityContext')
    for (const name of ofContainers) {
      if (own[name] !== undefined) yield forbiddenField(`${at}.securityContext.${name}`, why)
    }
  }
}

/** Go has these as plain values: false and an empty list are none. */
function isSet(value: JsonObject[string], name: string): boolean {
  if (['.hostPID', '.hostIPC'].includes(name)) return value === true
  return name === 'sysctls' ? Array.isArray(value) && value.length > 0 : value !== undefined
}

function containersOf(spec: JsonObject, path: string): readonly (readonly [JsonObject, string])[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap(list =>
    objectsAt(spec, list).map((each, i) => [each, `${path}.${list}[${i}]`] as const),
  )
}
