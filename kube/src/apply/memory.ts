import type { Resource } from '@sluice/base/flow'

/** Remembers what was applied and whether it was touched since. */
export interface AppliedMemory {
  /** Whether the object is known to be as this resource says, by this field manager, since nothing has moved. */
  isCurrent(resource: Resource): boolean
  /** Whether the object is known not to exist. */
  isAbsent(resource: Resource): boolean
}
