import type { ChangeSet, ObjectRef } from '@sluice/base/flow'

/** An apply that stopped at some object. `changes` tells what had been done by then. */
export class ApplyFailed extends Error {
  override readonly name = 'ApplyFailed'
  readonly changes: ChangeSet

  constructor(message: string, changes: ChangeSet, cause?: unknown) {
    super(message, { cause })
    this.changes = changes
  }
}

/** Some deletions of a prune failed. `survivors` are the objects whose deletion is not confirmed. */
export class PruneFailed extends Error {
  override readonly name = 'PruneFailed'
  readonly changes: ChangeSet
  readonly survivors: readonly ObjectRef[]

  constructor(message: string, changes: ChangeSet, survivors: readonly ObjectRef[], cause?: unknown) {
    super(message, { cause })
    this.changes = changes
    this.survivors = survivors
  }
}

/** Objects that did not get healthy: `timeout waiting for: […]` or `failed early due to stalled resources: […]`. */
export class HealthCheckFailed extends Error {
  override readonly name = 'HealthCheckFailed'
}
