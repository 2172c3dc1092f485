import { objectAt, textAt } from '../strategy/values/read.ts'
import type { AdmissionRequest } from './chain.ts'

/** What a refusal calls the object: a request that deletes a collection names none. */
export function refusedName({ name, object }: AdmissionRequest): string {
  return name || textAt(objectAt(object ?? {}, 'metadata'), 'name') || 'Unknown'
}
