import type { ArtifactGenerator } from '@sluice/api/extensions'
import type { Artifact, FileTree } from '@sluice/base/flow'
import type { ArtifactStore } from '@sluice/io/artifact-store'
import { contentsHash } from '../build/contents-hash.ts'
import type { Artifact as ArtifactSpec } from '../build/copy.ts'
import { ownerOf } from './inventory.ts'
import type { Sources } from './sources.ts'
import { stageArtifact } from './stage-artifact.ts'

const originRevision = 'org.opencontainers.image.revision'

/** Everything an artifact is made of. */
export interface BuildInput {
  readonly sources: Sources
  readonly trees: ReadonlyMap<string, FileTree>
}

/** Puts an artifact together and stores it. */
export async function buildArtifact(
  generator: ArtifactGenerator,
  spec: ArtifactSpec,
  { sources, trees }: BuildInput,
  store: ArtifactStore,
): Promise<Artifact> {
  const { staging, isIgnored } = stageArtifact(spec, trees)
  const entries = staging.entries().filter(({ path, type }) => !isIgnored(path, type === 'directory'))
  const owner = ownerOf({ namespace: generator.metadata.namespace ?? '', name: spec.name })
  const file = `${contentsHash(spec.name, staging.files())}.tar.gz`
  const artifact = await store.archive({ owner, file, revision: '' }, entries)
  const source = (alias: string | undefined) => sources.get(alias?.replace(/^@/, '') ?? '')
  const origin = source(spec.originRevision)
  return {
    ...artifact,
    revision: source(spec.revision)?.revision ?? `latest@${artifact.digest}`,
    ...(origin
      ? { metadata: { [originRevision]: origin.metadata?.[originRevision] ?? origin.revision } }
      : {}),
  }
}
