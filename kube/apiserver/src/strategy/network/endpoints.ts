/** Endpoints. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy, StrategyContext } from '../strategy.ts'
import { children, fill } from '../values/draft.ts'
import { dnsLabelErrors, dnsSubdomainErrors, portErrors, qualifiedNameErrors } from '../values/names.ts'
import { numberAt, objectsAt, textAt } from '../values/read.ts'
import { endpointIpErrors, legacyIpErrors } from './addresses.ts'

const protocols = ['SCTP', 'TCP', 'UDP']

export const endpointsStrategy: Strategy = defineKind({
  allowCreateOnUpdate: true,
  defaults: draft => {
    for (const subset of children(draft, 'subsets')) {
      for (const port of children(subset, 'ports')) fill(port, 'protocol', 'TCP')
    }
  },
  errors: endpointsErrors,
})

function* endpointsErrors(object: JsonObject, context: StrategyContext): Generator<FieldError> {
  for (const [i, subset] of objectsAt(object, 'subsets').entries()) {
    const at = `subsets[${i}]`
    const lists = ['addresses', 'notReadyAddresses']
    if (lists.every(list => objectsAt(subset, list).length === 0)) {
      yield required(at, 'must specify `addresses` or `notReadyAddresses`')
    }
    for (const list of lists) {
      for (const [j, address] of objectsAt(subset, list).entries()) {
        yield* addressErrors(address, `${at}.${list}[${j}]`, context)
      }
    }
    const ports = objectsAt(subset, 'ports')
    for (const [j, port] of ports.entries())
      yield* portFieldErrors(port, ports.length > 1, `${at}.ports[${j}]`)
  }
}

function* addressErrors(address: JsonObject, at: string, context: StrategyContext): Generator<FieldError> {
  const [ip, host, node] = [textAt(address, 'ip'), textAt(address, 'hostname'), address['nodeName']]
  yield* legacyIpErrors(ip, `${at}.ip`)
  if (host) for (const error of dnsLabelErrors(host)) yield invalid(`${at}.hostname`, host, error)
  if (typeof node === 'string')
    for (const error of dnsSubdomainErrors(node)) yield invalid(`${at}.nodeName`, node, error)
  yield* endpointIpErrors(ip, `${at}.ip`, context)
}

function* portFieldErrors(port: JsonObject, needsName: boolean, at: string): Generator<FieldError> {
  const name = textAt(port, 'name')
  if (needsName && !name) yield required(`${at}.name`)
  else if (name) for (const error of dnsLabelErrors(name)) yield invalid(`${at}.name`, name, error)
  const number = numberAt(port, 'port') ?? 0
  for (const error of portErrors(number)) yield invalid(`${at}.port`, number, error)
  const protocol = textAt(port, 'protocol')
  if (!protocol) yield required(`${at}.protocol`)
  else if (!protocols.includes(protocol)) yield notSupported(`${at}.protocol`, protocol, protocols)
  const application = port['appProtocol']
  if (typeof application !== 'string') return
  for (const error of qualifiedNameErrors(application)) yield invalid(`${at}.appProtocol`, application, error)
}
