/** What a Pod's status may say of its containers: where they were, what they were given, who they run as. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../status/index.ts'
import { findObject, listAt, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'
import { mayRestart } from './restarts.ts'

const kinds = [
  { list: 'containerStatuses', spec: 'containers' },
  { list: 'initContainerStatuses', spec: 'initContainers' },
  { list: 'ephemeralContainerStatuses', spec: undefined },
] as const

/** A container that has ended stays so, unless something may start it again. */
export function* transitionErrors(
  status: JsonObject,
  before: JsonObject,
  spec: JsonObject,
): Generator<FieldError> {
  for (const { list, spec: containers } of kinds) {
    const known = containers && objectsAt(spec, containers)
    for (const [i, old] of objectsAt(before, list).entries()) {
      const ended = findObject(objectAt(old, 'state'), 'terminated')
      const now = objectsAt(status, list).find(each => textAt(each, 'name') === textAt(old, 'name'))
      if (!ended || !now || findObject(objectAt(now, 'state'), 'terminated')) continue
      const container = known?.find(each => textAt(each, 'name') === textAt(old, 'name'))
      if (known && mayRestart(spec, container, numberAt(ended, 'exitCode') ?? 0)) continue
      yield forbiddenField(`status.${list}[${i}].state`, 'may not be transitioned to non-terminated state')
    }
  }
}

/** Who the processes of containers run as. */
export function* userErrors(status: JsonObject, spec: JsonObject): Generator<FieldError> {
  const isWindows = textAt(objectAt(spec, 'os'), 'name') === 'windows'
  for (const { list } of kinds) {
    for (const [i, container] of objectsAt(status, list).entries()) {
      const linux = findObject(objectAt(container, 'user'), 'linux')
      const at = `status.${list}[${i}].user.linux`
      if (linux && isWindows) yield forbiddenField(at, 'cannot be set for a windows pod')
      else if (linux) yield* linuxErrors(linux, at)
    }
  }
}

function* linuxErrors(linux: JsonObject, at: string): Generator<FieldError> {
  const ids = ['uid', 'gid'].map(name => [name, numberAt(linux, name) ?? 0] as const)
  const groups = listAt(linux, 'supplementalGroups').map(
    (id, i) => [`supplementalGroups[${i}]`, Number(id)] as const,
  )
  for (const [name, id] of [...ids, ...groups]) {
    if (id < 0 || id > 2147483647) {
      yield invalid(`${at}.${name}`, id, 'must be between 0 and 2147483647, inclusive')
    }
  }
}

/** How the devices that containers were given fare. */
export function* allocationErrors(status: JsonObject, spec: JsonObject): Generator<FieldError> {
  for (const { list, spec: containers } of kinds) {
    for (const [i, told] of objectsAt(status, list).entries()) {
      const at = `status.${list}[${i}].allocatedResourcesStatus`
      const allocated = objectsAt(told, 'allocatedResourcesStatus')
      if (!containers) {
        if (allocated.length > 0) yield forbiddenField(at, 'must not be specified in container status')
        continue
      }
      const container = objectsAt(spec, containers).find(
        each => textAt(each, 'name') === textAt(told, 'name'),
      )
      for (const [j, resource] of allocated.entries()) {
        if (container) yield* nameErrors(textAt(resource, 'name'), container, `${at}[${j}].name`)
        yield* healthErrors(objectsAt(resource, 'resources'), `${at}[${j}].resources`)
      }
    }
  }
}

function* nameErrors(name: string, container: JsonObject, at: string): Generator<FieldError> {
  const resources = objectAt(container, 'resources')
  if (!name.startsWith('claim:')) {
    if (objectAt(resources, 'requests')[name] !== undefined) return
    return yield invalid(at, name, "must match one of the container's resource requests")
  }
  const claims = objectsAt(resources, 'claims').map(({ name: claim, request }) =>
    request ? `claim:${claim}/${request}` : `claim:${claim}`,
  )
  if (claims.includes(name)) return
  const why =
    "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty"
  yield invalid(at, name, why)
}

const healths = ['Healthy', 'Unhealthy', 'Unknown']
const longestMessage = 1024

function* healthErrors(resources: readonly JsonObject[], at: string): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [k, resource] of resources.entries()) {
    const [health, message, id] = [
      textAt(resource, 'health'),
      resource['message'],
      textAt(resource, 'resourceID'),
    ]
    if (!healths.includes(health)) yield notSupported(`${at}[${k}].health`, health, healths)
    if (message === '') yield required(`${at}[${k}].message`, 'must be non-empty if specified')
    if (typeof message === 'string' && Buffer.byteLength(message) > longestMessage) {
      yield tooLong(`${at}[${k}].message`, longestMessage)
    }
    if (seen.has(id)) yield duplicate(`${at}[${k}].resourceID`, id)
    seen.add(id)
  }
}
