import type { Resource } from '@sluice/base/flow'
import { textAt } from '../../kinds/fields.ts'

/** Names a source. */
export interface SourceKey {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** The source that a manifest refers to at a path. */
export function sourceKeyAt(manifest: Resource, namespace: string, ...path: readonly string[]): SourceKey {
  const part = (name: string) => textAt(manifest, ...path, name)
  return { kind: part('kind'), namespace: part('namespace') || namespace, name: part('name') }
}

/** `GitRepository/flux-system/apps`. */
export function formatSourceKey({ kind, namespace, name }: SourceKey): string {
  return `${kind}/${namespace}/${name}`
}
