/** What the status of a Service (only load balancers have one) and that of an Ingress may say. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { ipErrors, isIp } from '../values/ip.ts'
import { dnsSubdomainErrors } from '../values/names.ts'
import { objectAt, objectsAt, textAt } from '../values/read.ts'

const path = 'status.loadBalancer.ingress'

/** What is wrong with the points where a load balancer takes traffic in. */
export function* serviceStatusErrors(service: JsonObject, old: JsonObject): Generator<FieldError> {
  const ingress = ingressOf(service)
  if (textAt(objectAt(service, 'spec'), 'type') !== 'LoadBalancer' && ingress.length > 0) {
    return yield forbiddenField(path, "may only be used when `spec.type` is 'LoadBalancer'")
  }
  const known = ingressOf(old).map(each => textAt(each, 'ip'))
  for (const [i, point] of ingress.entries()) {
    yield* addressErrors(textAt(point, 'ip'), known, `${path}[${i}].ip`)
    yield* modeErrors(point['ipMode'], textAt(point, 'ip'), `${path}[${i}].ipMode`)
    yield* hostErrors(textAt(point, 'hostname'), `${path}[${i}].hostname`)
  }
}

/** What is wrong with the points where an Ingress takes traffic in. */
export function* ingressStatusErrors(ingress: JsonObject, old: JsonObject): Generator<FieldError> {
  const known = ingressOf(old).map(each => textAt(each, 'ip'))
  for (const [i, point] of ingressOf(ingress).entries()) {
    yield* addressErrors(textAt(point, 'ip'), known, `${path}[${i}].ip`)
    yield* hostErrors(textAt(point, 'hostname'), `${path}[${i}].hostname`)
  }
}

/** An address that was there before stays, however it is written. */
function* addressErrors(ip: string, known: readonly string[], field: string): Generator<FieldError> {
  if (!ip || known.includes(ip)) return
  for (const error of ipErrors(ip)) yield invalid(field, ip, error)
}

function ingressOf(service: JsonObject): readonly JsonObject[] {
  return objectsAt(objectAt(objectAt(service, 'status'), 'loadBalancer'), 'ingress')
}

function* modeErrors(mode: unknown, ip: string, field: string): Generator<FieldError> {
  if (typeof mode !== 'string') {
    if (ip) yield required(field, 'must be specified when `ip` is set')
  } else if (!ip) yield forbiddenField(field, 'may not be specified when `ip` is not set')
  else if (mode !== 'VIP' && mode !== 'Proxy') yield notSupported(field, mode, ['Proxy', 'VIP'])
}

function* hostErrors(host: string, field: string): Generator<FieldError> {
  if (!host) return
  for (const error of dnsSubdomainErrors(host)) yield invalid(field, host, error)
  if (isIp(host)) yield invalid(field, host, 'must be a DNS name, not an IP address')
}
