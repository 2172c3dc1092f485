import type { JsonObject } from '../json/index.ts'

/** A Kubernetes manifest in memory. */
export interface Resource extends JsonObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string }
}
