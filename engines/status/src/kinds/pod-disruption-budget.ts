import type { Health } from '@sluice/base/flow'
import { current } from '../health.ts'

/** A budget is current once its controller has observed it, which the generation tells. */
export function podDisruptionBudgetHealth(): Health {
  return current('AllowedDisruptions has been computed.')
}
