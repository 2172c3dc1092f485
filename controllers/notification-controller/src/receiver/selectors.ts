import type { Receiver } from '@sluice/api/notification'
import type { ResourceSelector } from './deps.ts'
import { specOf } from './spec-of.ts'

/** Flux: the version of a kind that a Receiver names without one. */
const usualVersions: Readonly<Record<string, string>> = {
  Bucket: 'source.toolkit.fluxcd.io/v1',
  HelmChart: 'source.toolkit.fluxcd.io/v1',
  HelmRepository: 'source.toolkit.fluxcd.io/v1',
  GitRepository: 'source.toolkit.fluxcd.io/v1',
  OCIRepository: 'source.toolkit.fluxcd.io/v1',
  ImageRepository: 'image.toolkit.fluxcd.io/v1',
  ArtifactGenerator: 'source.extensions.fluxcd.io/v1beta1',
}

/** What a Receiver's `resources` name, in their order. */
export function selectorsOf(receiver: Receiver): readonly ResourceSelector[] {
  return specOf(receiver).resources.map(({ apiVersion, kind, name, namespace, matchLabels }) => ({
    apiVersion: apiVersion || usualVersions[kind] || '',
    kind,
    name,
    namespace: namespace || receiver.metadata.namespace || '',
    matchLabels,
  }))
}
