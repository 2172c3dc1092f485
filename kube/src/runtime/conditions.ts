import type { Condition } from '../meta/index.ts'
import { formatTime } from './clock.ts'

const messageLimit = 32_768
const trimmed = '…'
/** The order of the first three; others follow by higher observedGeneration, then type. */
const order: Readonly<Record<string, number>> = { Stalled: 0, Reconciling: 1, Ready: 2 }

/** A condition as it is set; the rest is stamped on. */
export type ConditionFacts = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>

/** The conditions of one object while it is worked on. */
export class Conditions {
  readonly #generation: number
  readonly #known = new Map<string, Condition>()
  /** Types that this run set or removed: on a clash ours win, others keep what the server has. */
  readonly touched = new Set<string>()

  constructor(known: readonly Condition[], generation: number) {
    this.#generation = generation
    for (const condition of known) this.#known.set(condition.type, condition)
  }

  get(type: string): Condition | undefined {
    return this.#known.get(type)
  }

  is(type: string, status: Condition['status']): boolean {
    return this.#known.get(type)?.status === status
  }

  /** Sets a condition; its time moves when status, reason or message differ from before. */
  set(facts: ConditionFacts, now: number): void {
    const message = trimMessage(facts.message)
    const before = this.#known.get(facts.type)
    const same =
      before?.status === facts.status && before.reason === facts.reason && before.message === message
    this.touched.add(facts.type)
    this.#known.set(facts.type, {
      type: facts.type,
      status: facts.status,
      reason: facts.reason,
      message,
      lastTransitionTime: same ? before.lastTransitionTime : formatTime(now),
      observedGeneration: this.#generation,
    })
  }

  remove(type: string): void {
    if (this.#known.delete(type)) this.touched.add(type)
  }

  /**
   * The list to store. `stored` is what the server has: its conditions that we did not touch stay, and one that says
   * what it said before keeps its time, whatever was set in between.
   */
  list(stored: readonly Condition[]): readonly Condition[] {
    const before = new Map(stored.map(condition => [condition.type, condition]))
    const result = stored.filter(condition => !this.touched.has(condition.type))
    for (const type of this.touched) {
      const condition = this.#known.get(type)
      if (condition) result.push(keepTime(condition, before.get(type)))
    }
    return result.sort(inOrder)
  }
}

/** Cuts what an API server would refuse. */
export function trimMessage(message: string): string {
  return message.length > messageLimit ? message.slice(0, messageLimit - trimmed.length) + trimmed : message
}

function keepTime(condition: Condition, before: Condition | undefined): Condition {
  const same =
    before?.status === condition.status &&
    before.reason === condition.reason &&
    before.message === condition.message
  return same ? { ...condition, lastTransitionTime: before.lastTransitionTime } : condition
}

function inOrder(a: Condition, b: Condition): number {
  const byOrder = (order[a.type] ?? 3) - (order[b.type] ?? 3)
  if (byOrder !== 0) return byOrder
  const byGeneration = (b.observedGeneration ?? 0) - (a.observedGeneration ?? 0)
  if (byGeneration !== 0) return byGeneration
  return a.type < b.type ? -1 : 1
}
