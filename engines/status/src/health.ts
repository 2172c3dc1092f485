import type { Health } from '@sluice/base/flow'

/** The object is as its spec asks. */
export function current(message: string): Health {
  return { status: 'Current', message }
}

/** A controller is still at work on it. */
export function inProgress(message: string): Health {
  return { status: 'InProgress', message }
}

/** It will not get there without help. */
export function failed(message: string): Health {
  return { status: 'Failed', message }
}
