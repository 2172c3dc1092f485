import { type ArtifactGenerator, Reason } from '@sluice/api/extensions'
import type { Artifact, FileTree } from '@sluice/base/flow'
import { sourceMatcher } from '@sluice/ignore'
import type { ArtifactStore } from '@sluice/io/artifact-store'
import { Failed } from '@sluice/kube/runtime'
import { BuildError } from '../build/build-error.ts'
import { contentsHash } from '../build/contents-hash.ts'
import { type Artifact as ArtifactSpec, copyFiles } from '../build/copy.ts'
import { Staging } from '../build/staging.ts'
import { ownerOf } from './inventory.ts'
import type { Sources } from './sources.ts'

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
  const staging = stage(spec, trees)
  const isIgnored = sourceMatcher([], undefined)
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

function stage(spec: ArtifactSpec, trees: ReadonlyMap<string, FileTree>): Staging {
  const staging = new Staging()
  try {
    for (const step of spec.copy) copyFiles(step, trees, staging)
    return staging
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    const message = `${spec.name} build failed: failed to apply copy operations: ${error.message}`
    throw new Failed(Reason.BuildFailed, message, { cause: error })
  }
}
