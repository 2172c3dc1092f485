/** The claims of a StatefulSet's Pods: made before the Pod, kept or deleted as the retention policy says. @module */
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { ApiError } from '../../status/index.ts'
import { objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { type Cluster, isGoing, nameOf, namespaceOf, ownerReference, specOf, uidOf } from '../cluster.ts'
import { claimNameOf, claimTemplates, ordinalsOf } from './identity.ts'

/** A Pod of a set, which may not be there yet. */
export interface Member {
  readonly set: JsonObject
  readonly name: string
  readonly ordinal: number
  readonly pod: JsonObject | undefined
}

const findClaims = ({ set, ordinal }: Member, cluster: Cluster) =>
  claimTemplates(set)
    .map(template => cluster.find('claims', namespaceOf(set), claimNameOf(set, template, ordinal)))
    .filter(claim => claim !== undefined)

/** Makes the claims that are missing. Throws where one is going, or cannot be made. */
export async function ensureClaims(member: Member, cluster: Cluster): Promise<void> {
  const { set, name, ordinal } = member
  for (const template of claimTemplates(set)) {
    const claimName = claimNameOf(set, template, ordinal)
    const found = cluster.find('claims', namespaceOf(set), claimName)
    if (found && isGoing(found)) throw new ClaimTrouble(`pvc ${claimName} is being deleted`)
    if (found) continue
    try {
      await cluster.create('claims', claimOf(set, template, claimName))
      const message = `Create Claim ${claimName} Pod ${name} in StatefulSet ${nameOf(set)} success`
      await cluster.tell(set, { reason: 'SuccessfulCreate', message })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const message = `Create Claim ${claimName} for Pod ${name} in StatefulSet ${nameOf(set)} failed error: ${error.message}`
      await cluster.tell(set, { type: 'Warning', reason: 'FailedCreate', message })
      throw new ClaimTrouble(`failed to create PVC ${claimName}: ${error.message}`)
    }
  }
}

/** A Pod cannot be made for want of a claim. */
export class ClaimTrouble extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ClaimTrouble'
  }
}

function claimOf(set: JsonObject, template: JsonObject, name: string): JsonObject {
  const selected = objectAt(objectAt(specOf(set), 'selector'), 'matchLabels')
  const own = objectAt(template, 'metadata')
  return {
    metadata: {
      ...own,
      name,
      namespace: namespaceOf(set),
      labels: { ...objectAt(own, 'labels'), ...selected },
    },
    spec: specOf(template),
  }
}

const policyOf = (set: JsonObject, event: 'whenDeleted' | 'whenScaled') =>
  textAt(objectAt(specOf(set), 'persistentVolumeClaimRetentionPolicy'), event)

/** Whether a claim goes with an earlier Pod of the same name: the new one waits until it is gone. */
export function isWaitingForClaims(member: Member, cluster: Cluster): boolean {
  if (policyOf(member.set, 'whenScaled') !== 'Delete') return false
  return findClaims(member, cluster).some(claim =>
    ownersOf(claim).some(
      owner => owner['kind'] === 'Pod' && owner['name'] === member.name && owner['uid'] !== podUid(member),
    ),
  )
}

const podUid = ({ pod }: Member) => (pod ? uidOf(pod) : undefined)
const ownersOf = (claim: JsonObject) => objectsAt(objectAt(claim, 'metadata'), 'ownerReferences')

/** Gives the claims of a Pod the owners with which they go. Returns whether that changed one. */
export async function ownClaims(member: Member, cluster: Cluster): Promise<boolean> {
  let isChanged = false
  for (const claim of findClaims(member, cluster)) {
    const owners = wantedOwners(member, claim)
    if (deepEqual(owners, ownersOf(claim))) continue
    await cluster.update('claims', claim, current => ({
      ...current,
      metadata: {
        ...objectAt(current, 'metadata'),
        ownerReferences: owners.length > 0 ? owners : undefined,
      },
    }))
    isChanged = true
  }
  return isChanged
}

function wantedOwners({ set, ordinal, pod }: Member, claim: JsonObject): readonly JsonObject[] {
  const ours = new Set([uidOf(set), pod ? uidOf(pod) : ''])
  const others = ownersOf(claim).filter(owner => !ours.has(textAt(owner, 'uid')))
  if (others.some(owner => owner['controller'] === true)) return others
  const { start, end } = ordinalsOf(set)
  const isSurplus = ordinal < start || ordinal >= end
  if (policyOf(set, 'whenScaled') === 'Delete' && isSurplus) {
    return pod ? [...others, ownerReference({ apiVersion: 'v1', kind: 'Pod', ...pod })] : others
  }
  return policyOf(set, 'whenDeleted') === 'Delete' ? [...others, ownerReference(set)] : others
}
