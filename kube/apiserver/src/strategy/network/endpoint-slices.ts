/** EndpointSlices. @module */
import type { JsonObject } from '@sluice/base/json'
import { tooMany } from '@sluice/openapi'
import { duplicate, type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy, StrategyContext } from '../strategy.ts'
import { children, type Draft, edit, fill } from '../values/draft.ts'
import { immutable } from '../values/immutable.ts'
import { ipMessage, isIp } from '../values/ip.ts'
import { dnsLabelErrors, dnsSubdomainErrors, labelValueErrors, qualifiedNameErrors } from '../values/names.ts'
import { findObject, objectsAt, textAt, textsAt } from '../values/read.ts'
import { endpointIpErrors } from './addresses.ts'

const addressTypes = ['FQDN', 'IPv4', 'IPv6']
const protocols = ['SCTP', 'TCP', 'UDP']

export const endpointSliceStrategy: Strategy = defineKind({
  defaults: defaultSlice,
  onCreate: dropTopology,
  // On a change that counts what was asked.
  beforeStore: slice => (hasTopology(slice) ? edit(slice, dropTopology) : slice),
  errors: sliceErrors,
  updateErrors: (object, old) => immutable(object, old, 'addressType', ''),
  warnings: (object, old) =>
    !old && textAt(object, 'addressType') === 'FQDN'
      ? ['spec.addressType: FQDN endpoints are deprecated']
      : [],
})

function defaultSlice(draft: Draft): void {
  for (const port of children(draft, 'ports')) {
    fill(port, 'name', '')
    fill(port, 'protocol', 'TCP')
  }
  for (const list of ['endpoints', 'ports']) {
    if (draft[list] === undefined) draft[list] = null
  }
}

const hasTopology = (slice: JsonObject) =>
  objectsAt(slice, 'endpoints').some(each => each['deprecatedTopology'] !== undefined)

/** What only the first version of the API had. */
function dropTopology(draft: Draft): void {
  for (const endpoint of children(draft, 'endpoints')) delete endpoint['deprecatedTopology']
}

const [mostEndpoints, mostAddresses, mostPorts, mostZones] = [1000, 100, 20_000, 8]

function* sliceErrors(object: JsonObject, context: StrategyContext): Generator<FieldError> {
  const type = textAt(object, 'addressType')
  if (!type) yield required('addressType')
  else if (!addressTypes.includes(type)) yield notSupported('addressType', type, addressTypes)
  const endpoints = objectsAt(object, 'endpoints')
  if (endpoints.length > mostEndpoints) yield tooMany('endpoints', endpoints.length, mostEndpoints)
  else
    for (const [i, endpoint] of endpoints.entries())
      yield* endpointErrors(endpoint, `endpoints[${i}]`, { type, context })
  const ports = objectsAt(object, 'ports')
  if (ports.length > mostPorts) yield tooMany('ports', ports.length, mostPorts)
  else yield* portListErrors(ports)
}

interface Slice {
  readonly type: string
  readonly context: StrategyContext
}

function* endpointErrors(endpoint: JsonObject, at: string, slice: Slice): Generator<FieldError> {
  const addresses = textsAt(endpoint, 'addresses')
  const path = `${at}.addresses`
  if (addresses.length === 0) yield required(path, 'must contain at least 1 address')
  else if (addresses.length > mostAddresses) yield tooMany(path, addresses.length, mostAddresses)
  for (const [i, address] of addresses.entries()) yield* addressErrors(address, `${path}[${i}]`, path, slice)
  const [node, host] = [endpoint['nodeName'], endpoint['hostname']]
  if (typeof node === 'string')
    for (const error of dnsSubdomainErrors(node)) yield invalid(`${at}.nodeName`, node, error)
  if (typeof host === 'string')
    for (const error of dnsLabelErrors(host)) yield invalid(`${at}.hostname`, host, error)
  const hints = findObject(endpoint, 'hints')
  if (hints) yield* hintErrors(hints, `${at}.hints`)
}

function* addressErrors(
  address: string,
  field: string,
  path: string,
  { type, context }: Slice,
): Generator<FieldError> {
  if (type === 'FQDN') yield* domainErrors(address, field)
  if (type !== 'IPv4' && type !== 'IPv6') return
  if (!isIp(address, type === 'IPv4')) return yield invalid(field, address, ipMessage)
  const isSix = address.includes(':')
  if (isSix !== (type === 'IPv6')) yield invalid(path, address, `must be an ${type} address`)
  yield* endpointIpErrors(address, field, context)
}

/** A whole domain name, with or without its closing dot. */
function* domainErrors(name: string, field: string): Generator<FieldError> {
  if (!name) return yield required(field)
  const text = name.replace(/\.$/, '')
  const errors = dnsSubdomainErrors(text)
  for (const error of errors) yield invalid(field, text, error)
  if (errors.length > 0) return
  const labels = text.split('.')
  if (labels.length < 2) {
    return yield invalid(field, text, 'should be a domain with at least two segments separated by dots')
  }
  for (const label of labels) {
    for (const error of dnsLabelErrors(label)) yield invalid(field, label, error)
  }
}

function* hintErrors(hints: JsonObject, at: string): Generator<FieldError> {
  for (const [list, check] of [
    ['forZones', labelValueErrors],
    ['forNodes', dnsSubdomainErrors],
  ] as const) {
    const path = `${at}.${list}`
    const items = objectsAt(hints, list)
    if (items.length > mostZones) {
      yield tooMany(path, items.length, mostZones)
      continue
    }
    const seen = new Set<string>()
    for (const [i, item] of items.entries()) {
      const field = `${path}[${i}].name`
      const name = textAt(item, 'name')
      if (seen.has(name)) yield duplicate(field, name)
      seen.add(name)
      for (const error of check(name)) yield invalid(field, name, error)
    }
  }
}

function* portListErrors(ports: readonly JsonObject[]): Generator<FieldError> {
  const names = new Set<string>()
  for (const [i, port] of ports.entries()) {
    const at = `ports[${i}]`
    const name = textAt(port, 'name')
    if (name) for (const error of dnsLabelErrors(name)) yield invalid(`${at}.name`, name, error)
    if (names.has(name)) yield duplicate(`${at}.name`, name)
    names.add(name)
    const protocol = textAt(port, 'protocol')
    if (!protocols.includes(protocol)) yield notSupported(`${at}.protocol`, protocol, protocols)
    const application = port['appProtocol']
    if (typeof application !== 'string') continue
    for (const error of qualifiedNameErrors(application))
      yield invalid(`${at}.appProtocol`, application, error)
  }
}
