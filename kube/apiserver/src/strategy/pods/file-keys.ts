/** Environment variables whose values are in files of volumes. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notFoundField, required } from '../../status/index.ts'
import { dnsLabelErrors, environmentNameErrors } from '../values/names.ts'
import { findObject, objectAt, objectsAt, textAt } from '../values/read.ts'
import { backstepErrors } from './paths.ts'

/** What is wrong with a `fileKeyRef` by itself. */
export function* fileKeyErrors(source: JsonObject, path: string): Generator<FieldError> {
  const [key, volume, file] = [textAt(source, 'key'), textAt(source, 'volumeName'), textAt(source, 'path')]
  if (!key) yield required(`${path}.key`)
  else for (const error of environmentNameErrors(key)) yield invalid(`${path}.key`, key, error)
  if (!volume) yield required(`${path}.volumeName`)
  else for (const error of dnsLabelErrors(volume)) yield invalid(`${path}.volumeName`, volume, error)
  if (!file) yield required(`${path}.path`)
  else yield* backstepErrors(file, `${path}.path`)
}

const lists = ['initContainers', 'containers', 'ephemeralContainers']

/** What is wrong with the volumes that such variables name: they are there, and empty at first. */
export function* fileKeyVolumeErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const volumes = new Map(objectsAt(spec, 'volumes').map(volume => [textAt(volume, 'name'), volume]))
  for (const list of lists) {
    for (const [i, container] of objectsAt(spec, list).entries()) {
      for (const [j, variable] of objectsAt(container, 'env').entries()) {
        const source = findObject(objectAt(variable, 'valueFrom'), 'fileKeyRef')
        if (!source) continue
        const name = textAt(source, 'volumeName')
        const field = `${path}.${list}[${i}].env[${j}].valueFrom.fileKeyRef.volumeName`
        const volume = volumes.get(name)
        if (!volume) yield notFoundField(field, name)
        else if (!findObject(volume, 'emptyDir')) {
          yield invalid(field, name, 'referenced volume must be of type emptyDir')
        }
      }
    }
  }
}
