import { digestOf } from '@sluice/base/digest'
import { isAlreadyExists, isConflict, type KubeClient } from '../client/index.ts'
import { Kind, type KubeObject } from '../meta/index.ts'
import { type Clock, sleep } from './clock.ts'
import type { Log } from './log.ts'

const Lease = new Kind({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
})

/** How the leader is found. Times in milliseconds. */
export interface LeaderElectionOptions {
  readonly client: KubeClient
  readonly clock: Clock
  readonly log: Log
  readonly namespace: string
  readonly name: string
  /** Differs for every process. */
  readonly identity: string
  readonly leaseDuration?: number
  readonly renewDeadline?: number
  readonly retryPeriod?: number
}

/** The lease of a controller; processes that watch different labels have different leases. */
export function leaseName(controller: string, labelSelector = ''): string {
  const suffix = labelSelector
    ? `-${digestOf(labelSelector).slice('sha256:'.length, 'sha256:'.length + 8)}`
    : ''
  return `${controller}-leader-election${suffix}`
}

interface LeaseSpec {
  readonly holderIdentity?: string
  readonly leaseDurationSeconds?: number
  readonly acquireTime?: string
  readonly renewTime?: string
  readonly leaseTransitions?: number
}

/** Holds a Lease, or waits for it. A holder that is not heard of for the lease's duration has lost it. */
export class LeaderElection {
  readonly #options: LeaderElectionOptions
  readonly #leaseDuration: number
  readonly #renewDeadline: number
  readonly #retryPeriod: number
  #seen: { readonly record: string; readonly at: number } | undefined

  constructor(options: LeaderElectionOptions) {
    this.#options = options
    this.#leaseDuration = options.leaseDuration ?? 35_000
    this.#renewDeadline = options.renewDeadline ?? 30_000
    this.#retryPeriod = options.retryPeriod ?? 5_000
  }

  /** Resolves when the lease is ours. */
  async acquire(signal: AbortSignal): Promise<void> {
    while (!(await this.#attempt())) await sleep(this.#options.clock, this.#retryPeriod, signal)
    this.#options.log.info('successfully acquired lease', { lease: this.#options.name })
  }

  /** Renews until the signal aborts. Resolves with false if the lease was lost. */
  async hold(signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#options
    let renewed = clock.now()
    while (!signal.aborted) {
      await sleep(clock, this.#retryPeriod, signal).catch(() => {})
      if (signal.aborted) return true
      if (await this.#attempt()) renewed = clock.now()
      else if (clock.now() - renewed > this.#renewDeadline) return false
    }
    return true
  }

  /** Gives the lease back, so that another process need not wait for its end. */
  async release(): Promise<void> {
    const { client, namespace, name, identity } = this.#options
    const lease = await client.find(Lease, namespace, name)
    const spec = (lease?.spec ?? {}) as LeaseSpec
    if (!lease || spec.holderIdentity !== identity) return
    const released = { ...spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: this.#time() }
    await client.update({ ...lease, spec: released } as unknown as KubeObject)
  }

  async #attempt(): Promise<boolean> {
    try {
      return await this.#tryOnce()
    } catch (error) {
      if (!isConflict(error) && !isAlreadyExists(error))
        this.#options.log.error('cannot get the lease', error)
      return false
    }
  }

  async #tryOnce(): Promise<boolean> {
    const { client, namespace, name, identity, clock } = this.#options
    const lease = await client.find(Lease, namespace, name)
    const time = this.#time()
    const ours = {
      holderIdentity: identity,
      leaseDurationSeconds: this.#leaseDuration / 1000,
      renewTime: time,
    }
    if (!lease) {
      const spec = { ...ours, acquireTime: time, leaseTransitions: 0 }
      const metadata = { name, namespace }
      await client.create({
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata,
        spec,
      } as unknown as KubeObject)
      return true
    }
    const spec = (lease.spec ?? {}) as LeaseSpec
    if (spec.holderIdentity !== identity && spec.holderIdentity && !this.#expired(spec, clock.now()))
      return false
    const taken = spec.holderIdentity !== identity
    const acquired = taken
      ? { acquireTime: time, leaseTransitions: (spec.leaseTransitions ?? 0) + 1 }
      : { acquireTime: spec.acquireTime, leaseTransitions: spec.leaseTransitions }
    await client.update({ ...lease, spec: { ...ours, ...acquired } } as unknown as KubeObject)
    return true
  }

  /** Judged by how long the record has not changed before our eyes: clocks of other machines do not count. */
  #expired(spec: LeaseSpec, now: number): boolean {
    const record = `${spec.holderIdentity} ${spec.renewTime}`
    if (this.#seen?.record !== record) this.#seen = { record, at: now }
    return now - this.#seen.at > (spec.leaseDurationSeconds ?? this.#leaseDuration / 1000) * 1000
  }

  #time(): string {
    return new Date(this.#options.clock.now()).toISOString().replace('Z', '000Z')
  }
}
