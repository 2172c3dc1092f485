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
}

function* linuxErrors(spec: JsonObject, path: string): Generator<FieldError> {
  const why = 'windows options cannot be set for a linux pod'
  const asks = (each: JsonObject) => objectAt(each, 'securityContext')['windowsOptions'] !== undefined
  if (asks(spec)) yield forbiddenField(`${path}.securityContext.windowsOptions`, why)
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const [i, container] of objectsAt(spec, list).entries()) {
      if (asks(container)) yield forbiddenField(`${path}.${list}[${i}].securityContext.windowsOptions`, why)
    }
  }
}
