import { type Kustomization, Reason } from '@sluice/api/kustomize'
import { formatDuration } from '@sluice/base/duration'
import type { Artifact, FileTree } from '@sluice/base/flow'
import { ArtifactError } from '@sluice/io/artifact-store'
import { Waiting } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import { specOf } from './spec.ts'

/** The files to build from, and the directory in them. */
export interface SourceTree {
  readonly tree: FileTree
  readonly dir: string
  /** What messages put before paths. */
  readonly shownRoot: string
  readonly digest: string
}

/** Fetches the artifact and finds the path in it. @throws Waiting if the artifact is not there (yet) */
export async function fetchSource(
  ks: Kustomization,
  artifact: Artifact,
  { deps, signal }: { readonly deps: Deps; readonly signal: AbortSignal },
): Promise<SourceTree> {
  const tree = await fetchTree(artifact, deps, signal)
  const dir = pathInside(specOf(ks).path ?? '')
  const shownRoot = shownRootOf(artifact)
  if (!tree.list(dir) && tree.read(dir) === undefined) {
    throw new Error(`kustomization path not found: stat ${shownRoot}/${dir}: no such file or directory`)
  }
  return { tree, dir, shownRoot, digest: artifact.digest }
}

async function fetchTree(artifact: Artifact, deps: Deps, signal: AbortSignal): Promise<FileTree> {
  try {
    return await deps.fetchTree(artifact.url, artifact.digest, signal)
  } catch (error) {
    if (!(error instanceof ArtifactError) || error.kind !== 'not-found') throw error
    const after = deps.config.requeueDependency
    const message = `Source is not ready, artifact not found, retrying in ${formatDuration(after)}`
    throw new Waiting(Reason.ArtifactFailed, message, { after, event: false, cause: error })
  }
}

/** A path that leads out is held inside: `../../app` is `app`. */
function pathInside(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/**
 * Builds happen in memory, but messages name files as in the folder that Flux unpacks an artifact to: who reads (or
 * matches) them expects that form.
 */
function shownRootOf(artifact: Artifact): string {
  return `/tmp/kustomization-${artifact.digest.replace(/^.*:/, '').slice(0, 10)}`
}
