/**
 * What the artifacts of a generator would be made of, without storing them: for those who look at a repository without a
 * cluster.
 * @module
 */
import type { ArtifactGenerator } from '@sluice/api/extensions'
import { type FileTree, memoryTree } from '@sluice/base/flow'
import { expandPattern } from './artifact-generator/path-pattern.ts'
import { stageArtifact } from './artifact-generator/stage-artifact.ts'

/** An artifact that a generator makes. */
export interface ComposedArtifact {
  readonly name: string
  readonly tree: FileTree
}

/** Every artifact of a generator, from the files of its sources by alias. @throws Error as the controller would tell it */
export function composeArtifacts(
  generator: ArtifactGenerator,
  sources: ReadonlyMap<string, FileTree>,
): readonly ComposedArtifact[] {
  return expandPattern(generator, sources).map(({ artifact }) => {
    const { staging, isIgnored } = stageArtifact(artifact, sources)
    const files = [...staging.files()].filter(([path]) => !isIgnored(path, false))
    return { name: artifact.name, tree: memoryTree(new Map(files)) }
  })
}
