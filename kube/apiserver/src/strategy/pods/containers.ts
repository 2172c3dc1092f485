/** Validation of containers, init containers and ephemeral containers. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notFoundField,
  notSupported,
  required,
} from '../../status/index.ts'
import { dnsLabelErrors, portErrors, portNameErrors } from '../values/names.ts'
import { oneOf } from '../values/numbers.ts'
import { findObject, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'
import { claimErrors, initRestartErrors, resizeErrors, restartErrors } from './container-rules.ts'
import { envErrors, envFromErrors } from './env.ts'
import { deviceErrors, mountErrors } from './mounts.ts'
import { lifecycleErrors, probeErrors } from './probes.ts'
import { resourceErrors } from './resources.ts'
import { containerSecurityErrors } from './security-context.ts'

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe']

/** What is wrong with the containers of a spec, whose valid volumes are `volumes`. */
export function* containerErrors(
  spec: JsonObject,
  volumes: ReadonlyMap<string, JsonObject>,
  path: string,
): Generator<FieldError> {
  const containers = objectsAt(spec, 'containers')
  if (containers.length === 0) yield required(`${path}.containers`)
  const names = new Set<string>()
  for (const [i, container] of containers.entries()) {
    const at = `${path}.containers[${i}]`
    yield* commonErrors(container, spec, volumes, at)
    if (!textAt(container, 'image')) yield required(`${at}.image`)
    yield* uniqueName(container, names, at)
    yield* lifecycleErrors(container, at)
    for (const probe of probes) yield* probeErrors(container, probe, at)
    yield* restartErrors(container, at)
  }
  yield* hostPortConflicts(containers, `${path}.containers`)
  yield* initContainerErrors(spec, { volumes, names, path })
  yield* ephemeralContainerErrors(spec, { volumes, names, path })
}

interface Scope {
  readonly volumes: ReadonlyMap<string, JsonObject>
  readonly names: Set<string>
  readonly path: string
}

function* uniqueName(container: JsonObject, names: Set<string>, at: string): Generator<FieldError> {
  const name = textAt(container, 'name')
  if (!name) return
  if (names.has(name)) yield duplicate(`${at}.name`, name)
  names.add(name)
}

function* initContainerErrors(spec: JsonObject, { volumes, names, path }: Scope): Generator<FieldError> {
  for (const [i, container] of objectsAt(spec, 'initContainers').entries()) {
    const at = `${path}.initContainers[${i}]`
    yield* commonErrors(container, spec, volumes, at)
    if (!textAt(container, 'image')) yield required(`${at}.image`)
    yield* initRestartErrors(container, at)
    yield* uniqueName(container, names, at)
    if (container['restartPolicy'] === 'Always') {
      yield* lifecycleErrors(container, at)
      for (const probe of probes) yield* probeErrors(container, probe, at)
      continue
    }
    for (const field of ['lifecycle', ...probes]) {
      if (findObject(container, field)) {
        yield forbiddenField(
          `${at}.${field}`,
          'may not be set for init containers without restartPolicy=Always',
        )
      }
    }
    yield* hostPortConflicts([container], `${path}.initContainers`)
  }
}

const forbiddenInEphemeral = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
]
const notInEphemeral = 'cannot be set for an Ephemeral Container'

function* ephemeralContainerErrors(spec: JsonObject, { volumes, names, path }: Scope): Generator<FieldError> {
  const others = new Set(names)
  for (const [i, container] of objectsAt(spec, 'ephemeralContainers').entries()) {
    const at = `${path}.ephemeralContainers[${i}]`
    yield* commonErrors(container, spec, volumes, at)
    if (!textAt(container, 'image')) yield required(`${at}.image`)
    const name = textAt(container, 'name')
    // Here one without a name is known by that.
    if (names.has(name)) yield duplicate(`${at}.name`, name)
    names.add(name)
    const target = textAt(container, 'targetContainerName')
    if (target && !others.has(target)) yield notFoundField(`${at}.targetContainerName`, target)
    for (const field of forbiddenInEphemeral) {
      if (!isUnset(container[field], field)) yield forbiddenField(`${at}.${field}`, notInEphemeral)
    }
    for (const [j, mount] of objectsAt(container, 'volumeMounts').entries()) {
      for (const field of ['subPath', 'subPathExpr']) {
        if (textAt(mount, field)) yield forbiddenField(`${at}.volumeMounts[${j}].${field}`, notInEphemeral)
      }
    }
  }
}

/** Whether a field is Go's zero; resources are always there. */
function isUnset(value: JsonValue | undefined, field: string): boolean {
  if (value === undefined || value === null) return true
  return field === 'resources' && isJsonObject(value) && Object.keys(value).length === 0
}

function* commonErrors(
  container: JsonObject,
  spec: JsonObject,
  volumes: ReadonlyMap<string, JsonObject>,
  at: string,
): Generator<FieldError> {
  const name = textAt(container, 'name')
  const image = textAt(container, 'image')
  if (!name) yield required(`${at}.name`)
  else for (const error of dnsLabelErrors(name)) yield invalid(`${at}.name`, name, error)
  if (image !== image.trim()) {
    yield invalid(`${at}.image`, image, 'must not have leading or trailing whitespace')
  }
  yield* oneOf(
    textAt(container, 'terminationMessagePolicy'),
    ['File', 'FallbackToLogsOnError'],
    `${at}.terminationMessagePolicy`,
  )
  yield* portListErrors(container, `${at}.ports`)
  yield* envErrors(container, `${at}.env`)
  yield* envFromErrors(container, `${at}.envFrom`)
  yield* mountErrors(container, volumes, `${at}.volumeMounts`)
  yield* deviceErrors(container, volumes, `${at}.volumeDevices`)
  yield* oneOf(
    textAt(container, 'imagePullPolicy'),
    ['Always', 'IfNotPresent', 'Never'],
    `${at}.imagePullPolicy`,
  )
  yield* resourceErrors(objectAt(container, 'resources'), `${at}.resources`)
  yield* claimErrors(container, spec, `${at}.resources.claims`)
  yield* resizeErrors(container, spec, `${at}.resizePolicy`)
  yield* containerSecurityErrors(container, spec, `${at}.securityContext`)
}

function* portListErrors(container: JsonObject, path: string): Generator<FieldError> {
  const names = new Set<string>()
  for (const [i, port] of objectsAt(container, 'ports').entries()) {
    const at = `${path}[${i}]`
    const name = textAt(port, 'name')
    if (name) {
      for (const error of portNameErrors(name)) yield invalid(`${at}.name`, name, error)
      if (names.has(name)) yield duplicate(`${at}.name`, name)
      names.add(name)
    }
    yield* portFieldErrors(port, at)
  }
}

function* portFieldErrors(port: JsonObject, at: string): Generator<FieldError> {
  const number = numberAt(port, 'containerPort') ?? 0
  const host = numberAt(port, 'hostPort') ?? 0
  if (number === 0) yield required(`${at}.containerPort`)
  else for (const error of portErrors(number)) yield invalid(`${at}.containerPort`, number, error)
  if (host !== 0) for (const error of portErrors(host)) yield invalid(`${at}.hostPort`, host, error)
  const protocol = textAt(port, 'protocol')
  if (!protocol) yield required(`${at}.protocol`)
  else if (!['SCTP', 'TCP', 'UDP'].includes(protocol)) {
    yield notSupported(`${at}.protocol`, protocol, ['SCTP', 'TCP', 'UDP'])
  }
}

function* hostPortConflicts(containers: readonly JsonObject[], path: string): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, container] of containers.entries()) {
    for (const [j, port] of objectsAt(container, 'ports').entries()) {
      const host = numberAt(port, 'hostPort')
      if (!host) continue
      const key = `${textAt(port, 'protocol')}/${textAt(port, 'hostIP')}/${host}`
      if (seen.has(key)) yield duplicate(`${path}[${i}].ports[${j}].hostPort`, key)
      seen.add(key)
    }
  }
}
