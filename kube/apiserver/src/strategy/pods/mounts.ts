/** Validation of where containers see volumes. @module */
import type { JsonObject } from '@sluice/base/json'
import {
  type FieldError,
  forbiddenField,
  invalid,
  notFoundField,
  notSupported,
  required,
} from '../../status/index.ts'
import { findObject, objectAt, objectsAt, textAt } from '../values/read.ts'
import { descendingPathErrors } from './paths.ts'

type Volumes = ReadonlyMap<string, JsonObject>

/** What is wrong with a container's `volumeMounts`. */
export function* mountErrors(container: JsonObject, volumes: Volumes, path: string): Generator<FieldError> {
  const seen = new Set<string>()
  const devices = objectsAt(container, 'volumeDevices')
  for (const [i, mount] of objectsAt(container, 'volumeMounts').entries()) {
    const at = `${path}[${i}]`
    const [name, where] = [textAt(mount, 'name'), textAt(mount, 'mountPath')]
    if (!name) yield required(`${at}.name`)
    if (!volumes.has(name)) yield notFoundField(`${at}.name`, name)
    if (!where) yield required(`${at}.mountPath`)
    if (seen.has(where)) yield invalid(`${at}.mountPath`, where, 'must be unique')
    seen.add(where)
    if (devices.some(device => device['name'] === name)) {
      yield invalid(`${at}.name`, name, 'must not already exist in volumeDevices')
    }
    if (devices.some(device => device['devicePath'] === where)) {
      yield invalid(`${at}.mountPath`, where, 'must not already exist as a path in volumeDevices')
    }
    yield* subPathErrors(mount, at, path)
    yield* propagationErrors(mount, container, `${path}.mountPropagation`)
    yield* readOnlyErrors(mount, `${path}.recursiveReadOnly`)
  }
}

/** Kubernetes leaves the index out of the path of a bad sub-path. */
function* subPathErrors(mount: JsonObject, at: string, list: string): Generator<FieldError> {
  const [path, expression] = [textAt(mount, 'subPath'), textAt(mount, 'subPathExpr')]
  if (path) yield* descendingPathErrors(path, `${list}.subPath`)
  if (!expression) return
  if (path) yield invalid(`${at}.subPathExpr`, expression, 'subPathExpr and subPath are mutually exclusive')
  yield* descendingPathErrors(expression, `${list}.subPathExpr`)
}

const propagations = ['Bidirectional', 'HostToContainer', 'None']

function* propagationErrors(mount: JsonObject, container: JsonObject, field: string): Generator<FieldError> {
  const propagation = mount['mountPropagation']
  if (typeof propagation !== 'string') return
  if (!propagations.includes(propagation)) yield notSupported(field, propagation, propagations)
  const isPrivileged = objectAt(container, 'securityContext')['privileged'] === true
  if (propagation === 'Bidirectional' && !isPrivileged) {
    yield forbiddenField(field, 'Bidirectional mount propagation is available only to privileged containers')
  }
}

const readOnlyModes = ['Disabled', 'Enabled', 'IfPossible']

function* readOnlyErrors(mount: JsonObject, field: string): Generator<FieldError> {
  const mode = mount['recursiveReadOnly']
  if (typeof mode !== 'string' || mode === 'Disabled') return
  if (!readOnlyModes.includes(mode)) return yield notSupported(field, mode, readOnlyModes)
  if (mount['readOnly'] !== true) yield forbiddenField(field, 'may only be specified when readOnly is true')
  const propagation = mount['mountPropagation']
  if (propagation !== undefined && propagation !== 'None') {
    yield forbiddenField(field, 'may only be specified when mountPropagation is None or not specified')
  }
}

/** What is wrong with a container's `volumeDevices`. */
export function* deviceErrors(container: JsonObject, volumes: Volumes, path: string): Generator<FieldError> {
  const [names, paths] = [new Set<string>(), new Set<string>()]
  const mounts = objectsAt(container, 'volumeMounts')
  for (const [i, device] of objectsAt(container, 'volumeDevices').entries()) {
    const at = `${path}[${i}]`
    const [name, where] = [textAt(device, 'name'), textAt(device, 'devicePath')]
    yield* deviceNameErrors(name, volumes, names, `${at}.name`)
    if (!where) yield required(`${at}.devicePath`)
    if (paths.has(where)) yield invalid(`${at}.devicePath`, where, 'must be unique')
    if (where.split('/').includes('..')) {
      yield invalid(`${at}.devicePath`, where, "can not contain backsteps ('..')")
    } else paths.add(where)
    if (mounts.some(mount => mount['name'] === name)) {
      yield invalid(`${at}.name`, name, 'must not already exist in volumeMounts')
    }
    if (mounts.some(mount => mount['mountPath'] === where)) {
      yield invalid(`${at}.devicePath`, where, 'must not already exist as a path in volumeMounts')
    }
    if (name) names.add(name)
  }
}

function* deviceNameErrors(
  name: string,
  volumes: Volumes,
  seen: ReadonlySet<string>,
  field: string,
): Generator<FieldError> {
  if (!name) yield required(field)
  if (seen.has(name)) yield invalid(field, name, 'must be unique')
  const volume = volumes.get(name)
  if (!volume) return yield notFoundField(field, name)
  if (!findObject(volume, 'persistentVolumeClaim') && !findObject(volume, 'ephemeral')) {
    const why = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'
    yield invalid(field, name, why)
  }
}
