import type { JsonObject } from '@sluice/base/json'

/** An object that a server creates where it is missing, and its kind. */
export interface Seed {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly object: JsonObject & {
    readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string }
  }
}
