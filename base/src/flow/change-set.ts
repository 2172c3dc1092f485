import type { ObjectRef } from './object-ref.ts'

/** What an apply or a prune did to one object. */
export interface ObjectChange {
  readonly ref: ObjectRef
  readonly action: 'created' | 'configured' | 'unchanged' | 'deleted' | 'skipped'
}

/** What an apply or a prune did, in the order it happened. */
export type ChangeSet = readonly ObjectChange[]
