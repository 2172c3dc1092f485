/** OCIRepository: the content of an artifact in a container registry. @module */
import {
  ageColumn,
  artifact,
  boolean,
  choice,
  column,
  defineKind,
  duration,
  localReference,
  matchOIDCIdentity,
  object,
  readyColumns,
  registryProvider,
  required,
  shortDuration,
  status,
  string,
  suspend,
  type TypeOf,
  verifyProvider,
} from '../schema/index.ts'
import { sourceGroup } from './group.ts'

const layerSelector = object('Which layer of the artifact; the first unless told', {
  mediaType: string('Media type of the layer'),
  operation: choice('Whether to unpack the layer or to store it as it is', ['extract', 'copy']),
})

const spec = object('What to fetch, and how often', {
  url: required(string('Address of the artifact, without tag or digest', { pattern: '^oci://.*$' })),
  ref: object('Which version; the tag `latest` unless told', {
    digest: string('Digest, outranks the others'),
    semver: string('Range of versions; the highest tag is fetched; outranks tag'),
    semverFilter: string('Regular expression that tags must match before their versions are compared'),
    tag: string('Tag'),
  }),
  layerSelector,
  interval: required(duration('How often to look for changes')),
  timeout: shortDuration('How long registry operations may take', { default: '60s' }),
  provider: registryProvider,
  secretRef: localReference('Secret of type kubernetes.io/dockerconfigjson'),
  serviceAccountName: string('ServiceAccount with image pull secrets, or to log in to the cloud with'),
  certSecretRef: localReference('Secret with tls.crt, tls.key and ca.crt'),
  proxySecretRef: localReference('Secret with the address and credentials of a proxy'),
  verify: object('How to check signatures', {
    provider: verifyProvider,
    secretRef: localReference('Secret with the public keys of trusted authors'),
    matchOIDCIdentity,
    trustedRootSecretRef: localReference('Secret with a Sigstore trusted_root.json of your own'),
  }),
  ignore: string('Paths to leave out of the artifact, as in .gitignore'),
  insecure: boolean('Allow plain HTTP'),
  suspend,
})

const ociStatus = status({
  artifact,
  url: string('Where the latest artifact can be fetched'),
  observedIgnore: string('`ignore` of the current artifact'),
  observedLayerSelector: layerSelector,
})

/** Fetches an OCI artifact. */
export const OCIRepository = defineKind({
  ...sourceGroup,
  kind: 'OCIRepository',
  plural: 'ocirepositories',
  shortNames: ['ocirepo'],
  description: 'The content of an artifact in a container registry',
  columns: [column('URL', '.spec.url'), ...readyColumns, ageColumn],
  spec,
  status: ociStatus,
})

/** An OCIRepository in a cluster. */
export type OCIRepository = NonNullable<typeof OCIRepository.object>
/** What an OCIRepository asks for. */
export type OCIRepositorySpec = TypeOf<typeof spec>
/** What is known of an OCIRepository. */
export type OCIRepositoryStatus = TypeOf<typeof ociStatus>
