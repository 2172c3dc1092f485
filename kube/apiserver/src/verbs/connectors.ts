import type { Answer } from '../http/answer.ts'
import type { ApiRequest } from './api-request.ts'

/** Answers requests to something that is not stored as it is sent: a review, a token, a scale, an eviction. */
export type Connector = (request: ApiRequest) => Promise<Answer>

/** By `plural.group`, `storageKey/subresource` or `*` and the subresource. */
export const connectors: Readonly<Record<string, Connector>> = {}
