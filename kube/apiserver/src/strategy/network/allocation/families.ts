/** Which IP families a Service has, on a cluster with one. @module */
import { isIPv6 } from 'node:net'
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, invalidObject } from '../../../status/index.ts'
import type { Draft } from '../../values/draft.ts'
import { objectAt, textAt, textsAt } from '../../values/read.ts'
import { sameValue } from '../../values/same-value.ts'
import { addressErrors } from '../address-errors.ts'

export type Family = 'IPv4' | 'IPv6'

export const familyOf = (address: string): Family => (isIPv6(address) ? 'IPv6' : 'IPv4')

/** Fills in policy and families. Throws 422 where the cluster cannot give what is asked for. */
export function giveFamilies(
  spec: Draft,
  old: JsonObject | undefined,
  about: { readonly name: string; readonly family: Family },
): void {
  if (textAt(spec, 'type') === 'ExternalName' || keepsDualStack(spec, old)) return
  const isFree = textAt(spec, 'clusterIP') === 'None' && Object.keys(objectAt(spec, 'selector')).length === 0
  spec['ipFamilyPolicy'] ??= old?.['ipFamilyPolicy'] ?? (isFree ? 'RequireDualStack' : 'SingleStack')
  refuse(about.name, [...addressErrors(spec)])
  refuse(about.name, [...inferred(spec, old, about.family)])
  if (isFree) {
    giveBoth(spec, about.family)
    return
  }
  refuse(about.name, [...unavailable(spec, about.family)])
  if (textsAt(spec, 'ipFamilies').length === 0) spec['ipFamilies'] = [about.family]
}

function refuse(name: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject({ group: '', kind: 'Service' }, name, errors)
}

/** A Service that would like two families, and got what there was, stays as it is. */
function keepsDualStack(spec: JsonObject, old: JsonObject | undefined): boolean {
  const fields = ['type', 'clusterIP', 'clusterIPs', 'ipFamilies']
  const isSame =
    old !== undefined && fields.every(field => sameValue(spec[field] ?? null, old[field] ?? null))
  return isSame && spec['ipFamilyPolicy'] === 'PreferDualStack' && old['ipFamilyPolicy'] === 'PreferDualStack'
}

const policyField = 'spec.ipFamilyPolicy'

function* inferred(spec: Draft, old: JsonObject | undefined, family: Family): Generator<FieldError> {
  const policy = textAt(spec, 'ipFamilyPolicy')
  if (old) yield* reductions(spec, old)
  if (policy === 'SingleStack') {
    for (const [field, what] of [
      ['clusterIPs', 'cluster IPs'],
      ['ipFamilies', 'IP families'],
    ] as const) {
      if (textsAt(spec, field).length !== 2) continue
      const why = `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`
      yield invalid(policyField, policy, why)
    }
  }
  const addresses = textsAt(spec, 'clusterIPs')
  for (const [i, address] of addresses.entries()) {
    const families = textsAt(spec, 'ipFamilies')
    if (address === 'None') break
    if (i < families.length) continue
    const own = familyOf(address)
    if (own !== family)
      yield invalid(`spec.clusterIPs[${i}]`, addresses, `${own} is not configured on this cluster`)
    else spec['ipFamilies'] = [...families, own]
  }
}

/** One family fewer is wanted by saying so, in the policy. */
function* reductions(spec: Draft, old: JsonObject): Generator<FieldError> {
  const policy = textAt(spec, 'ipFamilyPolicy')
  for (const [field, what] of [
    ['clusterIPs', 'cluster IP'],
    ['ipFamilies', 'IP family'],
  ] as const) {
    const [now, before] = [textsAt(spec, field), textsAt(old, field)]
    if (policy === 'SingleStack') {
      if (now.length > 1 && sameValue(now, before)) spec[field] = now.slice(0, 1)
    } else if (before.length === 2 && now.length === 1 && now[0] === before[0]) {
      yield invalid(policyField, policy, `must be 'SingleStack' to release the secondary ${what}`)
    }
  }
}

function giveBoth(spec: Draft, family: Family): void {
  const given = textsAt(spec, 'ipFamilies')
  const families = given.length > 0 ? given : [family]
  const isBoth = families.length < 2 && textAt(spec, 'ipFamilyPolicy') !== 'SingleStack'
  spec['ipFamilies'] = isBoth ? [...families, families[0] === 'IPv4' ? 'IPv6' : 'IPv4'] : families
}

function* unavailable(spec: JsonObject, family: Family): Generator<FieldError> {
  const policy = textAt(spec, 'ipFamilyPolicy')
  if (policy === 'RequireDualStack') {
    yield invalid(policyField, policy, 'this cluster is not configured for dual-stack services')
  }
  for (const [i, each] of textsAt(spec, 'ipFamilies').entries()) {
    if (each !== family) yield invalid(`spec.ipFamilies[${i}]`, each, 'not configured on this cluster')
  }
}
