import { type Kustomization, Reason } from '@sluice/api/kustomize'
import { formatDuration } from '@sluice/base/duration'
import type { Artifact } from '@sluice/base/flow'
import { Stalled, Waiting } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import { namespaceOf, sourceKeyOf } from './spec.ts'

/**
 * The artifact to build.
 * @throws Stalled if the source may not be used; Waiting if it is not there, or has no artifact yet
 */
export function resolveSource(ks: Kustomization, deps: Deps): Artifact {
  const key = sourceKeyOf(ks)
  const shown = `${key.kind}/${key.namespace}/${key.name}`
  if (deps.config.noCrossNamespaceRefs && key.namespace !== namespaceOf(ks)) {
    throw new Stalled(
      Reason.AccessDenied,
      `can't access '${shown}', cross-namespace references have been blocked`,
    )
  }
  if (key.kind === 'ExternalArtifact' && !deps.config.allowExternalArtifact) {
    throw new Stalled(
      Reason.AccessDenied,
      `can't access '${shown}', ExternalArtifact feature gate is disabled`,
    )
  }
  const source = deps.findSource(key)
  if (!source) {
    const message = `${key.kind}.source.toolkit.fluxcd.io "${key.name}" not found`
    throw new Waiting(Reason.ArtifactFailed, message, { event: false })
  }
  if (source.artifact) return source.artifact
  const after = deps.config.requeueDependency
  const message = `Source artifact not found, retrying in ${formatDuration(after)}`
  throw new Waiting(Reason.ArtifactFailed, message, { after, event: false })
}

const originRevisionKey = 'org.opencontainers.image.revision'

/** What the artifact was made from, where its maker says so. */
export function originRevisionOf(artifact: Artifact): string | undefined {
  return artifact.metadata?.[originRevisionKey]
}
