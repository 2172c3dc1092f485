/** Validation of the addresses and IP families of Services. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { ipMessage, isIp } from '../values/ip.ts'
import { textAt, textsAt } from '../values/read.ts'

const families = ['IPv4', 'IPv6']
const familyPolicies = ['PreferDualStack', 'RequireDualStack', 'SingleStack']

/** What is wrong with the addresses and families of a Service's spec. */
export function* addressErrors(spec: JsonObject): Generator<FieldError> {
  if (textAt(spec, 'type') === 'ExternalName') return
  const [address, all] = [textAt(spec, 'clusterIP'), textsAt(spec, 'clusterIPs')]
  if (address && all.length === 0) yield required('spec.clusterIPs')
  else if (address && all[0] !== address) {
    yield invalid('spec.clusterIPs', all, 'first value must match `clusterIP`')
  } else if (!address && all.length > 0) {
    yield invalid('spec.clusterIPs', all, 'must be empty when `clusterIP` is not specified')
  }
  yield* familyErrors(spec)
  let areAddresses = true
  for (const [i, each] of all.entries()) {
    if (i === 0 && each === 'None') {
      if (all.length > 1) yield invalid('spec.clusterIPs', all, "'None' must be the first and only value")
      areAddresses &&= all.length === 1
    } else if (!isIp(each)) {
      areAddresses = false
      yield invalid(`spec.clusterIPs[${i}]`, each, ipMessage)
    } else if (!isIp(each, false)) yield invalid(`spec.clusterIPs[${i}]`, each, 'must not have leading 0s')
    else if (/^::ffff:/i.test(each)) {
      yield invalid(`spec.clusterIPs[${i}]`, each, 'must not be an IPv4-mapped IPv6 address')
    }
  }
  if (all.length > 2) yield invalid('spec.clusterIPs', all, 'may only hold up to 2 values')
  if (!areAddresses) return
  if (all.length > 1 && new Set(all.map(each => each.includes(':'))).size < 2) {
    yield invalid('spec.clusterIPs', all, 'may specify no more than one IP for each IP family')
  }
  if (address !== 'None') yield* mismatchErrors(all, textsAt(spec, 'ipFamilies'))
}

function* familyErrors(spec: JsonObject): Generator<FieldError> {
  const seen = new Set<string>()
  for (const [i, family] of textsAt(spec, 'ipFamilies').entries()) {
    if (!families.includes(family)) yield notSupported(`spec.ipFamilies[${i}]`, family, families)
    if (seen.has(family)) yield duplicate(`spec.ipFamilies[${i}]`, family)
    seen.add(family)
  }
  const policy = spec['ipFamilyPolicy']
  if (typeof policy === 'string' && !familyPolicies.includes(policy)) {
    yield notSupported('spec.ipFamilyPolicy', policy, familyPolicies)
  }
}

function* mismatchErrors(addresses: readonly string[], wanted: readonly string[]): Generator<FieldError> {
  for (const [i, address] of addresses.entries()) {
    const family = address.includes(':') ? 'IPv6' : 'IPv4'
    const other = wanted[i]
    if (other === undefined || other === family || !families.includes(other)) continue
    const why = `expected an ${other} value as indicated by \`ipFamilies[${i}]\``
    yield invalid(`spec.clusterIPs[${i}]`, address, why)
  }
}
