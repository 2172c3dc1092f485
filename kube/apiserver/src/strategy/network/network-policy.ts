/** NetworkPolicies. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { children, type Draft, ensure, fill } from '../values/draft.ts'
import { cidrMessage, isStrictSubset, parseCidr } from '../values/ip.ts'
import { portErrors, portNameErrors } from '../values/names.ts'
import { findObject, listAt, numberAt, objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { selectorErrors } from '../values/selector.ts'

export const networkPolicyStrategy: Strategy = defineKind({
  defaults: defaultPolicy,
  errors: object => policyErrors(objectAt(object, 'spec')),
})

function defaultPolicy(draft: Draft): void {
  const spec = ensure(draft, 'spec')
  for (const direction of ['ingress', 'egress']) {
    for (const rule of children(spec, direction)) {
      for (const port of children(rule, 'ports')) fill(port, 'protocol', 'TCP')
    }
  }
  if (listAt(spec, 'policyTypes').length > 0) return
  spec['policyTypes'] = listAt(spec, 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
}

function* policyErrors(spec: JsonObject): Generator<FieldError> {
  yield* selectorErrors(objectAt(spec, 'podSelector'), 'spec.podSelector')
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const [i, rule] of objectsAt(spec, direction).entries()) {
      const at = `spec.${direction}[${i}]`
      for (const [j, port] of objectsAt(rule, 'ports').entries())
        yield* portFieldErrors(port, `${at}.ports[${j}]`)
      for (const [j, peer] of objectsAt(rule, peers).entries())
        yield* peerErrors(peer, `${at}.${peers}[${j}]`)
    }
  }
  const types = textsAt(spec, 'policyTypes')
  if (types.length > 2) {
    yield invalid('spec.policyTypes', types, 'may not specify more than two policyTypes')
    return
  }
  for (const [i, type] of types.entries()) {
    if (type !== 'Ingress' && type !== 'Egress') {
      yield notSupported(`spec.policyTypes[${i}]`, type, ['Ingress', 'Egress'])
    }
  }
}

function* portFieldErrors(port: JsonObject, at: string): Generator<FieldError> {
  const protocol = textAt(port, 'protocol')
  if (!['SCTP', 'TCP', 'UDP'].includes(protocol)) {
    yield notSupported(`${at}.protocol`, protocol, ['TCP', 'UDP', 'SCTP'])
  }
  const [number, end] = [port['port'], numberAt(port, 'endPort')]
  if (typeof number === 'number') {
    for (const error of portErrors(number)) yield invalid(`${at}.port`, number, error)
    if (end !== undefined && end < number) {
      // Kubernetes names the field of the one and shows the other.
      yield invalid(`${at}.endPort`, number, 'must be greater than or equal to `port`')
    }
    if (end !== undefined) for (const error of portErrors(end)) yield invalid(`${at}.endPort`, end, error)
  } else if (typeof number === 'string') {
    if (end !== undefined)
      yield invalid(`${at}.endPort`, end, 'may not be specified when `port` is non-numeric')
    for (const error of portNameErrors(number)) yield invalid(`${at}.port`, number, error)
  } else if (end !== undefined)
    yield invalid(`${at}.endPort`, end, 'may not be specified when `port` is not specified')
}

function* peerErrors(peer: JsonObject, at: string): Generator<FieldError> {
  const parts = ['podSelector', 'namespaceSelector', 'ipBlock'].filter(name => findObject(peer, name))
  for (const name of ['podSelector', 'namespaceSelector']) {
    const selector = findObject(peer, name)
    if (selector) yield* selectorErrors(selector, `${at}.${name}`)
  }
  const block = findObject(peer, 'ipBlock')
  if (block) yield* blockErrors(block, `${at}.ipBlock`)
  if (parts.length === 0) yield required(at, 'must specify a peer')
  else if (parts.length > 1 && block)
    yield forbiddenField(at, 'may not specify both ipBlock and another peer')
}

function* blockErrors(block: JsonObject, at: string): Generator<FieldError> {
  const text = textAt(block, 'cidr')
  if (!text) return yield required(`${at}.cidr`)
  const cidr = parseCidr(text)
  if (!cidr) return yield invalid(`${at}.cidr`, text, cidrMessage)
  for (const [i, each] of textsAt(block, 'except').entries()) {
    const inner = parseCidr(each)
    if (!inner) yield invalid(`${at}.except[${i}]`, each, cidrMessage)
    else if (!isStrictSubset(inner, cidr))
      yield invalid(`${at}.except[${i}]`, each, 'must be a strict subset of `cidr`')
  }
}
