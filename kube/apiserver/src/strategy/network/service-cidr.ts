/** ServiceCIDRs and IPAddresses. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { invalidStruct } from '../values/go-form.ts'
import { cidrMessage, ipMessage, isIp, parseCidr } from '../values/ip.ts'
import { dnsSubdomainErrors, pathSegmentErrors } from '../values/names.ts'
import { findObject, objectAt, textAt, textsAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { isNetwork } from './allocation/ranges.ts'

export const serviceCidrStrategy: Strategy = defineKind({
  statusKeepsMetadata: true,
  errors: function* (object) {
    yield* rangeErrors(textsAt(objectAt(object, 'spec'), 'cidrs'))
  },
  rechecks: false,
  updateErrors: function* (object, old) {
    yield* changeErrors(objectAt(object, 'spec'), objectAt(old, 'spec'))
  },
})

function* rangeErrors(cidrs: readonly string[]): Generator<FieldError> {
  if (cidrs.length === 0) yield required('spec.cidrs', 'at least one CIDR required')
  if (cidrs.length > 2) {
    yield invalidStruct(
      'spec.cidrs',
      'ServiceCIDRSpec',
      { cidrs: [...cidrs] },
      'may only hold up to 2 values',
    )
  }
  for (const [i, cidr] of cidrs.entries()) {
    const parsed = parseCidr(cidr)
    if (!parsed) yield invalid(`spec.cidrs[${i}]`, cidr, cidrMessage)
    else if (!isNetwork(parsed)) {
      yield invalid(`spec.cidrs[${i}]`, cidr, 'must not have bits set beyond the prefix length')
    }
  }
  const families = cidrs.map(cidr => parseCidr(cidr)?.family)
  if (cidrs.length === 2 && families[0] === families[1]) {
    const why = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'
    yield invalid('spec.cidrs', cidrs, why)
  }
}

/** A second range may be added, and that is all. */
function* changeErrors(spec: JsonObject, old: JsonObject): Generator<FieldError> {
  const [now, before] = [textsAt(spec, 'cidrs'), textsAt(old, 'cidrs')]
  const isAdded = before.length === 1 && now.length === 2
  if (now.length !== before.length && !isAdded) {
    return yield invalid('spec.cidrs', spec['cidrs'] ?? null, 'field is immutable')
  }
  for (const [i, cidr] of before.entries()) {
    const text = now[i] ?? ''
    if (text !== cidr) yield invalid(`spec.cidrs[${i}]`, text, 'field is immutable')
  }
  if (isAdded) yield* rangeErrors(now)
}

export const ipAddressStrategy: Strategy = defineKind({
  nameErrors: addressNameErrors,
  errors: parentErrors,
  rechecks: false,
  updateErrors: function* (object, old) {
    // What the declared rules of the type say holds for changes too.
    yield* parentErrors(object)
    const now = findObject(objectAt(object, 'spec'), 'parentRef')
    if (sameValue(now, findObject(objectAt(old, 'spec'), 'parentRef'))) return
    const why = 'field is immutable'
    yield now
      ? invalidStruct('spec.parentRef', 'ParentReference', now, why)
      : invalid('spec.parentRef', null, why)
  },
})

function addressNameErrors(name: string): readonly string[] {
  if (!isIp(name)) return [ipMessage]
  if (!isIp(name, false)) return ['must not have leading 0s']
  return []
}

function* parentErrors(object: JsonObject): Generator<FieldError> {
  const parent = findObject(objectAt(object, 'spec'), 'parentRef')
  if (!parent) return yield required('spec.parentRef')
  const group = textAt(parent, 'group')
  if (group)
    for (const error of dnsSubdomainErrors(group)) yield invalid('spec.parentRef.group', group, error)
  for (const field of ['resource', 'name', 'namespace']) {
    const [text, at] = [textAt(parent, field), `spec.parentRef.${field}`]
    if (text) for (const error of pathSegmentErrors(text)) yield invalid(at, text, error)
    else if (field !== 'namespace') yield required(at)
  }
}
