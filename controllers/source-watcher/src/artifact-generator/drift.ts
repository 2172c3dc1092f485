import { type ArtifactGenerator, Reason } from '@sluice/api/extensions'
import type { Artifact } from '@sluice/base/flow'
import type { Deps } from './deps.ts'
import { artifactOf, type Inventory } from './inventory.ts'

/** Why there is something to do; undefined if all is as the last run left it. */
export async function detectDrift(
  generator: ArtifactGenerator,
  sourcesDigest: string,
  deps: Pick<Deps, 'store' | 'listOutputs'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { status, spec, metadata } = generator
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  const inventory = status?.inventory ?? []
  if (ready?.status !== 'True') return Reason.NotReady
  if (ready.observedGeneration !== metadata.generation) return Reason.GenerationChanged
  if (status?.observedSourcesDigest !== sourcesDigest) return Reason.SourcesChanged
  if (!spec?.pathPattern && inventory.length !== spec?.artifacts?.length) return Reason.ArtifactsChanged
  for (const item of inventory) {
    const problem = await problemOf(artifactOf(item), deps)
    if (problem) return problem
  }
  return (await hasOutputs(generator, inventory, deps, signal)) ? undefined : Reason.ExternalArtifactsChanged
}

async function problemOf(artifact: Artifact, { store }: Pick<Deps, 'store'>): Promise<string | undefined> {
  if (!(await store.has(artifact))) return Reason.ArtifactMissing
  if ((await store.verify(artifact)) === undefined) return undefined
  await store.remove(artifact)
  return Reason.ArtifactCorrupted
}

async function hasOutputs(
  { metadata }: ArtifactGenerator,
  inventory: Inventory,
  deps: Pick<Deps, 'listOutputs'>,
  signal: AbortSignal,
): Promise<boolean> {
  const outputs = await deps.listOutputs(metadata.namespace ?? '', metadata.uid ?? '', signal)
  return (
    outputs.length === inventory.length &&
    outputs.every(output =>
      inventory.some(
        ({ name, digest }) => name === output.metadata.name && digest === output.status?.artifact?.digest,
      ),
    )
  )
}
