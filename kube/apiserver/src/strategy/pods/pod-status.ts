/** What the status of a Pod may say. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, forbiddenField, invalid } from '../../status/index.ts'
import { children, type Draft, ensure } from '../values/draft.ts'
import { ipErrors, isIp } from '../values/ip.ts'
import { dnsSubdomainErrors, qualifiedNameErrors } from '../values/names.ts'
import { numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'
import { allocationErrors, transitionErrors, userErrors } from './container-statuses.ts'
import { extendedClaimErrors } from './extended-claim-status.ts'

/** Keeps what a kubelet does not know: owners, the quality of service. */
export function prepareStatus(draft: Draft, old: JsonObject): void {
  const metadata = ensure(draft, 'metadata')
  const owners = objectAt(old, 'metadata')['ownerReferences']
  if (owners === undefined) delete metadata['ownerReferences']
  else metadata['ownerReferences'] = owners
  const status = ensure(draft, 'status')
  const quality = objectAt(old, 'status')['qosClass']
  if (!textAt(status, 'qosClass') && quality !== undefined) status['qosClass'] = quality
  keepGenerations(status, objectAt(old, 'status'))
  dropVolumeStatus(status)
  delete status['nodeAllocatableResourceClaimStatuses']
}

/** Who tells of no generation tells of the one told before; conditions of one type are taken in order. */
function keepGenerations(status: Draft, before: JsonObject): void {
  if (!status['observedGeneration'] && before['observedGeneration'])
    status['observedGeneration'] = before['observedGeneration']
  const left = [...objectsAt(before, 'conditions')]
  for (const condition of children(status, 'conditions')) {
    const at = left.findIndex(each => each['type'] === condition['type'])
    const [old] = at < 0 ? [] : left.splice(at, 1)
    if (condition['observedGeneration'] || !old?.['observedGeneration']) continue
    condition['observedGeneration'] = old['observedGeneration']
  }
}

/** The field of a feature that is off. */
function dropVolumeStatus(status: Draft): void {
  for (const list of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'])
    for (const container of children(status, list))
      for (const mount of children(container, 'volumeMounts')) delete mount['volumeStatus']
}

/** The first of all addresses is the one of old: who sets only one sets both. */
export function mirrorAddress(status: Draft): void {
  const ip = textAt(status, 'podIP')
  const ips = objectsAt(status, 'podIPs')
  if (ip && textAt(ips[0] ?? {}, 'ip') !== ip) status['podIPs'] = [{ ip }]
  if (!ip && ips[0]) status['podIP'] = textAt(ips[0], 'ip')
}

/** What is wrong with a change of the status. */
export function* podStatusErrors(pod: JsonObject, old: JsonObject): Generator<FieldError> {
  const [status, before] = [objectAt(pod, 'status'), objectAt(old, 'status')]
  yield* conditionErrors(status)
  yield* nominationErrors(status, old)
  const quality = textAt(status, 'qosClass')
  if (quality !== textAt(before, 'qosClass')) yield invalid('status.qosClass', quality, 'field is immutable')
  const spec = objectAt(pod, 'spec')
  yield* transitionErrors(status, before, spec)
  yield* claimErrors(status, spec)
  yield* extendedClaimErrors(status, spec)
  yield* addressErrors(status, before, 'podIPs')
  yield* hostErrors(status, before)
  yield* userErrors(status, spec)
  yield* allocationErrors(status, spec)
}

const systemConditions = ['PodScheduled', 'Ready', 'Initialized']
const notNegative = 'must be a non-negative integer'

function* conditionErrors(status: JsonObject): Generator<FieldError> {
  for (const [i, condition] of objectsAt(status, 'conditions').entries()) {
    const at = `status.conditions[${i}]`
    const generation = numberAt(condition, 'observedGeneration') ?? 0
    if (generation < 0) yield invalid(`${at}.observedGeneration`, generation, notNegative)
    const type = textAt(condition, 'type')
    if (systemConditions.includes(type)) continue
    for (const error of qualifiedNameErrors(type)) yield invalid(`${at}.Type`, type, error)
  }
}

function* nominationErrors(status: JsonObject, old: JsonObject): Generator<FieldError> {
  const field = 'status.nominatedNodeName'
  const node = textAt(status, 'nominatedNodeName')
  if (node && node !== textAt(objectAt(old, 'status'), 'nominatedNodeName')) {
    for (const error of dnsSubdomainErrors(node)) yield invalid(field, node, error)
    if (textAt(objectAt(old, 'spec'), 'nodeName')) {
      yield forbiddenField(field, 'may not be set on pods that are already bound to a node')
    }
  }
  const generation = numberAt(status, 'observedGeneration') ?? 0
  if (generation < 0) yield invalid('status.observedGeneration', generation, notNegative)
}

function* claimErrors(status: JsonObject, spec: JsonObject): Generator<FieldError> {
  const known = new Set(objectsAt(spec, 'resourceClaims').map(claim => textAt(claim, 'name')))
  const seen = new Set<string>()
  for (const [i, claim] of objectsAt(status, 'resourceClaimStatuses').entries()) {
    const at = `status.resourceClaimStatuses[${i}]`
    const name = textAt(claim, 'name')
    if (!known.has(name)) {
      yield invalid(`${at}.name`, name, 'must match the name of an entry in `spec.resourceClaims`')
    }
    if (seen.has(name)) yield duplicate(`${at}.name`, name)
    seen.add(name)
    const made = claim['resourceClaimName']
    if (typeof made !== 'string') continue
    for (const error of dnsSubdomainErrors(made)) yield invalid(`${at}.resourceClaimName`, made, error)
  }
}

function* hostErrors(status: JsonObject, before: JsonObject): Generator<FieldError> {
  const [first] = objectsAt(status, 'hostIPs')
  if (!first) return
  const ip = textAt(first, 'ip')
  if (ip !== textAt(status, 'hostIP')) yield invalid('status.hostIPs[0].ip', ip, 'must be equal to `hostIP`')
  yield* addressErrors(status, before, 'hostIPs')
}

/** Addresses are valid, unless they were there before, and one of each family at most. */
function* addressErrors(
  status: JsonObject,
  before: JsonObject,
  list: 'podIPs' | 'hostIPs',
): Generator<FieldError> {
  const known = objectsAt(before, list).map(each => textAt(each, 'ip'))
  const ips = objectsAt(status, list).map(each => textAt(each, 'ip'))
  for (const [i, ip] of ips.entries()) {
    if (known.includes(ip)) continue
    for (const error of ipErrors(ip)) yield invalid(`status.${list}[${i}]`, ip, error)
  }
  if (ips.length < 2) return
  const families = new Set(ips.map(ip => ip.includes(':')))
  if (ips.every(ip => isIp(ip)) && ips.length === families.size) return
  const shown = JSON.stringify(ips.map(IP => ({ IP })))
  yield { ...invalid(`status.${list}`, ips, 'may specify no more than one IP for each IP family'), shown }
}
