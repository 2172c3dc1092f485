/** OpenAPI documents of what the server serves. @module */
import type { Answer } from '../http/answer.ts'
import type { NonResourceRequest } from '../server/non-resource.ts'

export function openApiAnswer(_request: NonResourceRequest): Answer | undefined {
  return undefined
}
