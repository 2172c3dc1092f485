import type { HelmRelease, HelmReleaseStatus, HelmSnapshot } from '@sluice/api/helm'
import type { DigestAlgorithm } from '@sluice/base/digest'
import type { Condition } from '@sluice/kube/meta'
import type { Run } from '@sluice/kube/runtime'
import type { History } from './history.ts'

type Facts = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>

/** A HelmRelease while a run works on it: what the run sets is seen by its later steps, and recorded. */
export class Draft {
  readonly run: Run<HelmRelease>
  /** What the digests of the status are made with. */
  readonly algorithm: DigestAlgorithm
  readonly #object: HelmRelease
  readonly #conditions: Map<string, Condition>
  #status: HelmReleaseStatus

  constructor(object: HelmRelease, run: Run<HelmRelease>, algorithm: DigestAlgorithm) {
    this.run = run
    this.algorithm = algorithm
    this.#object = object
    this.#status = { ...object.status }
    this.#conditions = new Map((object.status?.conditions ?? []).map(known => [known.type, known]))
  }

  /** The release with the status as it is now. */
  get release(): HelmRelease {
    return { ...this.#object, status: this.#status }
  }

  get status(): HelmReleaseStatus {
    return this.#status
  }

  get history(): History {
    return this.#status.history ?? []
  }

  /** The snapshot that conditions and events speak of. */
  get latest(): HelmSnapshot {
    const [first, ...others] = this.history
    if (!first) throw new Error('no latest release')
    return others.reduce((best, next) => (next.version > best.version ? next : best), first)
  }

  /** Sets status fields; an undefined value removes one. */
  set(fields: Partial<HelmReleaseStatus>): void {
    this.#status = { ...this.#status, ...fields }
    this.run.record(fields)
  }

  get conditions(): readonly Condition[] {
    return [...this.#conditions.values()]
  }

  condition(type: string): Condition | undefined {
    return this.#conditions.get(type)
  }

  is(type: string, status: Condition['status']): boolean {
    return this.#conditions.get(type)?.status === status
  }

  mark(type: string, status: Condition['status'], reason: string, message: string): void {
    this.run.mark(type, status, reason, message)
    this.#note({ type, status, reason, message })
  }

  unmark(type: string): void {
    this.run.unmark(type)
    this.#conditions.delete(type)
  }

  /** What Ready says until it is said otherwise. */
  assess(status: Condition['status'], reason: string, message: string): void {
    this.run.assess(status, reason, message)
    this.#note({ type: 'Ready', status, reason, message })
  }

  /** Reconciling's message; Ready stays. */
  progress(message: string): void {
    this.run.progress(message)
    const ready = this.#conditions.get('Ready')
    if (ready) this.run.assess(ready.status, ready.reason, ready.message)
  }

  #note(facts: Facts): void {
    const { generation } = this.#object.metadata
    this.#conditions.set(facts.type, {
      ...facts,
      lastTransitionTime: '',
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    })
  }
}
