import { Kind, type KubeObject } from '../meta/index.ts'
import type { Clock } from './clock.ts'
import { defineReconciler, type Policy, type ReconcilerDefinition, ready } from './definition.ts'
import type { EventFacts } from './events.ts'

export interface ThingStatus {
  readonly observedGeneration?: number
  readonly lastHandledReconcileAt?: string
  readonly conditions?: readonly unknown[]
  readonly color?: string | undefined
}
export type Thing = KubeObject<{ readonly suspend?: boolean }, ThingStatus>
export const Thing = new Kind<Thing>({
  group: 'x.dev',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  namespaced: true,
})

export function thing(changes: { spec?: object; status?: object; metadata?: object } = {}): Thing {
  return {
    apiVersion: 'x.dev/v1',
    kind: 'Thing',
    metadata: {
      name: 't',
      namespace: 'ns',
      uid: 'u',
      generation: 2,
      resourceVersion: '10',
      finalizers: ['f'],
      ...changes.metadata,
    },
    spec: { ...changes.spec },
    status: { observedGeneration: -1, ...changes.status },
  } as Thing
}

export type Definition = ReconcilerDefinition<Thing, 'look' | 'fetch'>

export function reconciler(
  reconcile: Definition['reconcile'],
  changes: Omit<Partial<Definition>, 'policy'> & { policy?: Partial<Policy<Thing>> } = {},
) {
  const policy: Policy<Thing> = { interval: () => 60_000, observes: 'ready', ...changes.policy }
  return defineReconciler<Thing, 'look' | 'fetch'>({
    kind: Thing,
    controller: 'thing-controller',
    finalizer: 'f',
    stages: {
      look: { failsWith: 'LookFailed' },
      fetch: { doing: 'fetching {what}', failsWith: 'FetchBroke', condition: 'FetchFailed' },
    },
    ...changes,
    policy,
    reconcile,
  })
}

export const done = async () => ready('Done', 'all is well')
/** A clock that stands still. */
export const clock: Clock = { now: () => Date.parse('2026-01-01T00:00:00Z'), after: () => () => {} }
export const told = (events: readonly EventFacts[]) =>
  events.map(({ severity, reason, message }) => `${severity} ${reason}: ${message}`)
