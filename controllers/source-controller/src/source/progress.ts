import type { SourceObject } from './source-object.ts'

/** Reconciling's message when a run begins. */
export function processingMessage(
  source: SourceObject & { readonly status?: { readonly observedGeneration?: number } },
): string {
  const observed = source.status?.observedGeneration ?? -1
  const { generation } = source.metadata
  return observed === generation
    ? 'reconciliation in progress'
    : `processing object: new generation ${observed} -> ${generation}`
}
