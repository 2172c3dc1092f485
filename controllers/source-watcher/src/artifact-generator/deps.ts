import type { ExternalArtifact } from '@sluice/api/source'
import type { Artifact } from '@sluice/base/flow'
import type { ArtifactStore, FetchTree } from '@sluice/io/artifact-store'

/** Names a source. */
export interface SourceKey {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** What the steps need from outside. */
export interface Deps {
  readonly store: ArtifactStore
  /** Milliseconds until a source that has no artifact is looked for again. */
  readonly requeueDependency: number
  readonly noCrossNamespaceRefs: boolean
  readonly fetchTree: FetchTree
  /** A source; undefined if there is none. */
  findSource(key: SourceKey): { readonly artifact?: Artifact | undefined } | undefined
  /** The ExternalArtifacts that carry a generator's label. */
  listOutputs(
    namespace: string,
    generatorUid: string,
    signal: AbortSignal,
  ): Promise<readonly ExternalArtifact[]>
  /** Writes an ExternalArtifact, and then its status. */
  applyOutput(output: ExternalArtifact, signal: AbortSignal): Promise<void>
  /** Deletes an ExternalArtifact, if it is there. */
  deleteOutput(namespace: string, name: string, signal: AbortSignal): Promise<void>
}
