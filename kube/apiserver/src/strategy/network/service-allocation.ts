/**
 * Cluster addresses and node ports. What is taken is what stored Services hold, read in the same turn in which the
 * Service is stored, so nothing is granted twice and nothing has to be given back.
 * @module
 */
import type { JsonObject } from '@sluice/base/json'
import type { Services } from '../../server/services.ts'
import { internalError, invalid, invalidObject } from '../../status/index.ts'
import type { StrategyContext } from '../strategy.ts'
import { copyObject, type Draft, ensure } from '../values/draft.ts'
import { type Cidr, parseCidr } from '../values/ip.ts'
import { objectAt, objectsAt, textAt, textsAt } from '../values/read.ts'
import { type Family, familyOf, giveFamilies } from './allocation/families.ts'
import { type Holder, holdersOf } from './allocation/holders.ts'
import { giveNodePorts } from './allocation/node-ports.ts'
import { pickFree } from './allocation/pick.ts'
import { addressBand, addressText, defaultRanges, firstAddress, isInBand } from './allocation/ranges.ts'

/** The ranges of a server. */
export const rangesOf = ({ serviceRanges = defaultRanges }: Services) => serviceRanges

/**
 * Fills in the families of a Service before it is validated. Throws 422 for those the cluster does not have, and for
 * addresses and ports that cannot be given: Kubernetes allocates before it validates.
 */
export function prepareAllocation(draft: Draft, old: JsonObject | undefined, context: StrategyContext): void {
  const { services } = context
  const about = { name: textAt(objectAt(draft, 'metadata'), 'name'), family: clusterFamily(services) }
  giveFamilies(ensure(draft, 'spec'), old && objectAt(old, 'spec'), about)
  grant(copyObject(draft), old, context)
}

const clusterFamily = (services: Services): Family => familyOf(firstAddress(rangesOf(services).addresses))

/** Gives a Service what it lacks. Throws 422 where an address or port it asks for is taken. */
export function allocate(
  object: JsonObject,
  old: JsonObject | undefined,
  context: StrategyContext,
): JsonObject {
  if (context.subresource) return object
  const draft = copyObject(object)
  const holder = grant(draft, old, context)
  if (!context.dryRun) holdersOf(context.services).note(holder, objectAt(draft, 'spec'))
  return draft
}

function grant(draft: Draft, old: JsonObject | undefined, context: StrategyContext): Holder {
  const { services, namespace, dryRun } = context
  const spec = ensure(draft, 'spec')
  const self = { namespace, name: textAt(objectAt(draft, 'metadata'), 'name') }
  const holders = holdersOf(services)
  if (textAt(spec, 'type') !== 'ExternalName') giveAddress(spec, self, context)
  giveNodePorts(spec, old && objectAt(old, 'spec'), {
    name: self.name,
    range: rangesOf(services).nodePorts,
    isTaken: port => holders.isTaken(port, self),
    dryRun,
  })
  return self
}

function giveAddress(spec: Draft, self: Holder, { services, dryRun }: StrategyContext): void {
  const asked = textAt(spec, 'clusterIP')
  if (asked === 'None') return
  const holders = holdersOf(services)
  if (asked) {
    const own = holders.of(asked)
    if (own?.namespace === self.namespace && own.name === self.name) return
    const refuse = (why: string) =>
      invalidObject({ group: '', kind: 'Service' }, self.name, [
        invalid('spec.clusterIPs', textsAt(spec, 'clusterIPs'), `failed to allocate IP ${asked}: ${why}`),
      ])
    if (!readyRanges(services).some(range => isInBand(asked, range))) {
      throw refuse('the provided network does not match the current range')
    }
    if (!dryRun && holders.isTaken(asked, self)) throw refuse('provided IP is already allocated')
    return
  }
  const address = dryRun ? networkAddress(services) : freeAddress(self, services)
  if (address === undefined) {
    const who = JSON.stringify(self.name)
    throw internalError(`failed to allocate a serviceIP for Service ${who}: range is full`)
  }
  spec['clusterIP'] = address
  spec['clusterIPs'] = [address]
}

/** What a dry run shows: no Service has it. */
function networkAddress(services: Services): string {
  const { addresses } = rangesOf(services)
  return addresses.slice(0, addresses.indexOf('/'))
}

function freeAddress(self: Holder, services: Services): string | undefined {
  const holders = holdersOf(services)
  const own = clusterFamily(services) === 'IPv6' ? 6 : 4
  for (const range of readyRanges(services)) {
    if (range.family !== own) continue
    const text = (bits: bigint) => addressText(bits, range.family)
    const found = pickFree(addressBand(range), bits => holders.isTaken(text(bits), self))
    if (found !== undefined) return text(found)
  }
  return undefined
}

/** The ranges of ServiceCIDRs that are not going, that of the cluster first. One that says nothing is ready. */
function readyRanges(services: Services): readonly Cidr[] {
  const own = rangesOf(services).addresses
  const others = services.store.list('servicecidrs.networking.k8s.io').flatMap(({ object, metadata }) => {
    const ready = objectsAt(objectAt(object, 'status'), 'conditions').find(each => each['type'] === 'Ready')
    const isReady = !textAt(metadata, 'deletionTimestamp') && (!ready || ready['status'] === 'True')
    return isReady ? textsAt(objectAt(object, 'spec'), 'cidrs') : []
  })
  const texts = others.includes(own) || others.length === 0 ? [own, ...others] : others
  return [...new Set(texts)].flatMap(text => parseCidr(text) ?? [])
}
