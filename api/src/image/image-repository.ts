/** ImageRepository: the tags of an image. @module */
import {
  accessFrom,
  ageColumn,
  boolean,
  column,
  defineKind,
  duration,
  integer,
  type Limits,
  list,
  localReference,
  object,
  readyColumns,
  registryProvider,
  required,
  shortDuration,
  status,
  string,
  suspend,
  type TypeOf,
  time,
} from '../schema/index.ts'
import { imageGroup } from './group.ts'

const withoutSignatures: Limits = { maxItems: 25, default: ['^.*\\.sig$'] }

const spec = object('Which image, and how often to look', {
  image: required(string('The image, without scheme and tag')),
  interval: required(duration('How often to look for tags')),
  timeout: shortDuration('How long a look may take; the interval unless told'),
  secretRef: localReference('Secret of type kubernetes.io/dockerconfigjson'),
  proxySecretRef: localReference('Secret with the address and credentials of a proxy'),
  serviceAccountName: string('ServiceAccount with image pull secrets, or to log in to the cloud with', {
    maxLength: 253,
  }),
  certSecretRef: localReference('Secret with tls.crt, tls.key and ca.crt'),
  accessFrom,
  exclusionList: list(
    'Tags that match any of these are left out',
    string('A regular expression'),
    withoutSignatures,
  ),
  provider: registryProvider,
  insecure: boolean('Allow plain HTTP'),
  suspend,
})

const repositoryStatus = status({
  canonicalImageName: string('The image with everything that was left out'),
  lastScanResult: object('What the last look found', {
    revision: string('Checksum of the tags'),
    tagCount: required(integer('How many tags')),
    scanTime: time('When'),
    latestTags: list('The first tags in descending order', string('A tag')),
  }),
  observedExclusionList: list('`exclusionList` of the last look', string('A regular expression')),
})

/** Looks for the tags of an image. */
export const ImageRepository = defineKind({
  ...imageGroup,
  kind: 'ImageRepository',
  plural: 'imagerepositories',
  shortNames: ['imgrepo', 'imagerepo'],
  description: 'The tags of an image',
  columns: [
    column('Image', '.spec.image'),
    column('Tags', '.status.lastScanResult.tagCount'),
    ...readyColumns,
    column('Last scan', '.status.lastScanResult.scanTime', 1),
    ageColumn,
  ],
  substitute: true,
  spec,
  status: repositoryStatus,
})

/** An ImageRepository in a cluster. */
export type ImageRepository = NonNullable<typeof ImageRepository.object>
/** What an ImageRepository asks for. */
export type ImageRepositorySpec = TypeOf<typeof spec>
/** What is known of an ImageRepository. */
export type ImageRepositoryStatus = TypeOf<typeof repositoryStatus>
