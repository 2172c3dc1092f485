import type { Health } from '@sluice/base/flow'
import { current } from '../health.ts'

/** Kinds that are done once they are stored. */
export function alwaysReady(): Health {
  return current('Resource is always ready')
}
