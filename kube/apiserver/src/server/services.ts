import type { ResourceRegistry } from '../kinds/index.ts'
import type { Store } from '../storage/index.ts'
import type { ObjectWriter } from '../verbs/object-writer.ts'
import type { ServerKeys } from './keys.ts'
import type { RequestCounter } from './request-counter.ts'

/** What the parts of one server share. */
export interface Services {
  readonly store: Store
  readonly registry: ResourceRegistry
  /** Writes through the same checks as requests, as a user of choice; for controllers and admission. */
  readonly objects: ObjectWriter
  /** The CA, the serving certificate, the key that signs ServiceAccount tokens. */
  readonly keys: ServerKeys
  /** `https://127.0.0.1:1234`; known once the server listens. */
  readonly url: () => string
  readonly now: () => Date
  readonly log: (line: string) => void
  readonly requests: RequestCounter
}
