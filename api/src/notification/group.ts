/** What the kinds of notification.toolkit.fluxcd.io have in common. @module */
import { apiVersion, choice, objectName, required, string, stringMap } from '../schema/index.ts'

export const notificationGroup = {
  group: 'notification.toolkit.fluxcd.io',
  categories: ['all', 'fluxcd', 'fluxcd-notifications'],
} as const

/** Members that name objects, maybe of another namespace. */
export const objectsMembers = {
  apiVersion,
  kind: required(
    choice('Kind of the objects', [
      'Bucket',
      'GitRepository',
      'Kustomization',
      'HelmRelease',
      'HelmChart',
      'HelmRepository',
      'ImageRepository',
      'ImagePolicy',
      'ImageUpdateAutomation',
      'OCIRepository',
      'ArtifactGenerator',
      'ExternalArtifact',
    ]),
  ),
  name: { ...objectName, schema: { ...objectName.schema, description: 'Name of the object; `*` for all' } },
  namespace: string('Namespace of the objects; this one unless told', { minLength: 1, maxLength: 253 }),
  matchLabels: stringMap('Labels the objects must have; with the name `*`'),
} as const
