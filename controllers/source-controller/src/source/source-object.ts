import type { Artifact } from '@sluice/base/flow'
import type { Owner } from '@sluice/io/artifact-store'
import type { Condition, KubeObject } from '@sluice/kube/meta'
import type { Run } from '@sluice/kube/runtime'

/** What every source that stores an artifact has. */
export type SourceObject = KubeObject<
  unknown,
  { readonly artifact?: Artifact; readonly conditions?: readonly Condition[] }
>

/** What steps shared by the sources need of a run. */
export type SourceRun = Pick<
  Run<SourceObject>,
  'signal' | 'mark' | 'unmark' | 'announce' | 'progress' | 'record' | 'save'
>

/** The name under which an object's artifacts are stored. */
export function ownerOf(kind: string, { metadata }: SourceObject): Owner {
  return { kind, namespace: metadata.namespace ?? '', name: metadata.name }
}

/**
 * Whether nothing is known of the object yet. Somebody waits for a first artifact, and is told of each step towards
 * it; later steps are written only if they take their time.
 */
export function isNew(source: SourceObject): boolean {
  return source.status?.conditions === undefined
}
