import type { JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import type { Stored } from '../storage/index.ts'
import type { HttpResponse } from './exchange.ts'

/** What a handler answers; how it is written depends on what the client accepts. */
export type Answer =
  | {
      readonly type: 'object'
      readonly code: number
      readonly object: JsonObject
      /** Set where the object may be shown as a table row or as metadata. */
      readonly resourceType?: ResourceType
      readonly headers?: Readonly<Record<string, string>>
    }
  | {
      readonly type: 'stored'
      readonly code: number
      readonly stored: Stored
      readonly resourceType: ResourceType
    }
  | {
      readonly type: 'list'
      readonly code: number
      readonly resourceType: ResourceType
      readonly metadata: JsonObject
      readonly items: readonly Stored[]
    }
  | {
      readonly type: 'text'
      readonly code: number
      readonly text: string
      readonly contentType: string
      readonly headers?: Readonly<Record<string, string>>
      /** Nothing is said of caches: the part of the server that does was not reached. */
      readonly isUncached?: boolean
      /** It goes out as it is, whatever its length. */
      readonly isNeverCompressed?: boolean
    }
  | {
      readonly type: 'bytes'
      readonly code: number
      readonly bytes: Buffer
      readonly contentType: string
      readonly headers?: Readonly<Record<string, string>>
    }
  | {
      /** The handler writes the response itself, as a watch does; it resolves when that is over. */
      readonly type: 'stream'
      readonly run: (response: HttpResponse) => Promise<void>
    }
