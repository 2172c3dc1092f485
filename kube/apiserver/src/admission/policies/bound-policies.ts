import type { JsonObject } from '@sluice/base/json'
import { objectAt, textAt } from '../../strategy/values/read.ts'
import type { AdmissionRequest } from '../chain.ts'

/** A policy and the bindings that put it to use, both in the order of their names. */
export interface BoundPolicy {
  readonly policy: JsonObject
  readonly name: string
  readonly bindings: readonly JsonObject[]
}

/** Policies of one kind that are bound; a policy without a binding does nothing. */
export function boundPolicies(
  { services }: AdmissionRequest,
  policies: string,
  bindings: string,
): readonly BoundPolicy[] {
  const bound = new Map<string, JsonObject[]>()
  for (const { object } of services.store.list(bindings)) {
    const name = textAt(objectAt(object, 'spec'), 'policyName')
    bound.set(name, [...(bound.get(name) ?? []), object])
  }
  if (bound.size === 0) return []
  return services.store.list(policies).flatMap(stored => {
    const found = bound.get(stored.name)
    return found ? [{ policy: stored.object, name: stored.name, bindings: found }] : []
  })
}
