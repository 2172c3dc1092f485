/** What the statuses of workloads may count. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid } from '../../status/index.ts'
import { nonNegative } from '../values/numbers.ts'
import { numberAt, objectAt } from '../values/read.ts'

interface Counts {
  /** Counts that may not be negative, in the order they are told. */
  readonly counts: readonly string[]
  /** Those of them that are parts of `replicas`. */
  readonly parts?: readonly string[]
  /** What the available ones may not be more than, as the error names it. */
  readonly availableOf?: string
}

/** What is wrong with the counts of a status, as a hook of a kind. */
export function statusCounts({ counts, parts, availableOf }: Counts) {
  return function* (object: JsonObject, old: JsonObject): Generator<FieldError> {
    const status = objectAt(object, 'status')
    const count = (name: string) => numberAt(status, name) ?? 0
    for (const name of counts) yield* nonNegative(numberAt(status, name), `status.${name}`)
    for (const name of parts ?? []) {
      if (count(name) <= count('replicas')) continue
      yield invalid(`status.${name}`, count(name), 'cannot be greater than status.replicas')
    }
    const available = count('availableReplicas')
    if (availableOf && available > count('readyReplicas')) {
      yield invalid('status.availableReplicas', available, `cannot be greater than ${availableOf}`)
    }
    if (counts.includes('collisionCount')) yield* collisionErrors(status, objectAt(old, 'status'))
  }
}

/** Collisions are counted to name what is made next, so the count never goes back. */
function* collisionErrors(status: JsonObject, old: JsonObject): Generator<FieldError> {
  const [now, before] = [numberAt(status, 'collisionCount'), numberAt(old, 'collisionCount')]
  if (before === undefined || (now !== undefined && now >= before)) return
  yield invalid('status.collisionCount', now ?? 0, 'cannot be decremented')
}
