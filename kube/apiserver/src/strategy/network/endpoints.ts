/** Endpoints and EndpointSlices. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { children, type Draft, fill } from '../values/draft.ts'
import { immutable } from '../values/immutable.ts'
import { ipMessage, isIp } from '../values/ip.ts'
import { dnsLabelErrors, portErrors } from '../values/names.ts'
import { numberAt, objectsAt, textAt, textsAt } from '../values/read.ts'

export const endpointsStrategy: Strategy = defineKind({
  allowCreateOnUpdate: true,
  defaults: draft => {
    for (const subset of children(draft, 'subsets')) {
      for (const port of children(subset, 'ports')) fill(port, 'protocol', 'TCP')
    }
  },
  errors: endpointsErrors,
})

function* endpointsErrors(object: JsonObject): Generator<FieldError> {
  for (const [i, subset] of objectsAt(object, 'subsets').entries()) {
    const at = `subsets[${i}]`
    const lists = ['addresses', 'notReadyAddresses']
    if (lists.every(list => objectsAt(subset, list).length === 0)) {
      yield required(at, 'must specify `addresses` or `notReadyAddresses`')
    }
    for (const list of lists) {
      for (const [j, address] of objectsAt(subset, list).entries()) {
        const ip = textAt(address, 'ip')
        if (!isIp(ip)) yield invalid(`${at}.${list}[${j}].ip`, ip, ipMessage)
      }
    }
    const ports = objectsAt(subset, 'ports')
    for (const [j, port] of ports.entries())
      yield* portFieldErrors(port, ports.length > 1, `${at}.ports[${j}]`)
  }
}

function* portFieldErrors(port: JsonObject, needsName: boolean, at: string): Generator<FieldError> {
  const name = textAt(port, 'name')
  if (needsName && !name) yield required(`${at}.name`)
  else if (name) for (const error of dnsLabelErrors(name)) yield invalid(`${at}.name`, name, error)
  const number = numberAt(port, 'port') ?? 0
  for (const error of portErrors(number)) yield invalid(`${at}.port`, number, error)
  const protocol = textAt(port, 'protocol')
  if (!['SCTP', 'TCP', 'UDP'].includes(protocol)) {
    yield notSupported(`${at}.protocol`, protocol, ['TCP', 'UDP', 'SCTP'])
  }
}

const addressTypes = ['FQDN', 'IPv4', 'IPv6']

export const endpointSliceStrategy: Strategy = defineKind({
  defaults: defaultSlice,
  errors: sliceErrors,
  updateErrors: (object, old) => immutable(object, old, 'addressType', ''),
})

function defaultSlice(draft: Draft): void {
  for (const port of children(draft, 'ports')) {
    fill(port, 'name', '')
    fill(port, 'protocol', 'TCP')
  }
  for (const list of ['endpoints', 'ports']) {
    if (Array.isArray(draft[list]) && draft[list].length === 0) draft[list] = null
  }
}

function* sliceErrors(object: JsonObject): Generator<FieldError> {
  const type = textAt(object, 'addressType')
  if (!type) yield required('addressType')
  else if (!addressTypes.includes(type)) yield notSupported('addressType', type, addressTypes)
  for (const [i, endpoint] of objectsAt(object, 'endpoints').entries()) {
    const addresses = textsAt(endpoint, 'addresses')
    if (addresses.length === 0) yield required(`endpoints[${i}].addresses`, 'must contain at least 1 address')
    for (const [j, address] of addresses.entries()) {
      if (type !== 'FQDN' && !isIp(address))
        yield invalid(`endpoints[${i}].addresses[${j}]`, address, ipMessage)
    }
  }
  const names = new Set<string>()
  for (const [i, port] of objectsAt(object, 'ports').entries()) {
    const name = textAt(port, 'name')
    if (name) for (const error of dnsLabelErrors(name)) yield invalid(`ports[${i}].name`, name, error)
    if (names.has(name))
      yield { type: 'FieldValueDuplicate', field: `ports[${i}].name`, badValue: name, detail: '' }
    names.add(name)
    const protocol = textAt(port, 'protocol')
    if (!['SCTP', 'TCP', 'UDP'].includes(protocol))
      yield notSupported(`ports[${i}].protocol`, protocol, ['SCTP', 'TCP', 'UDP'])
  }
}
