/** HelmRepository: the index of a chart repository, or the address of charts in a registry. @module */
import {
  accessFrom,
  ageColumn,
  artifact,
  boolean,
  choice,
  column,
  defineKind,
  duration,
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
} from '../schema/index.ts'
import { sourceGroup } from './group.ts'

const spec = object('What to fetch, and how often', {
  url: required(string('Address of the repository', { pattern: '^(http|https|oci)://.*$' })),
  type: choice('`oci` for charts in a registry', ['default', 'oci']),
  secretRef: localReference('Secret with username and password'),
  certSecretRef: localReference('Secret with tls.crt, tls.key and ca.crt'),
  passCredentials: boolean('Send the credentials to other hosts that the index names'),
  interval: duration('How often to look for changes'),
  timeout: shortDuration('How long a fetch may take'),
  provider: registryProvider,
  insecure: boolean('Allow plain HTTP; for `oci` only'),
  accessFrom,
  suspend,
})

const repositoryStatus = status({
  artifact,
  url: string('Where the latest index can be fetched'),
})

/** Fetches the index of a chart repository. */
export const HelmRepository = defineKind({
  ...sourceGroup,
  kind: 'HelmRepository',
  plural: 'helmrepositories',
  shortNames: ['helmrepo'],
  description: 'A repository of Helm charts',
  columns: [column('URL', '.spec.url'), ageColumn, ...readyColumns],
  spec,
  status: repositoryStatus,
})

/** A HelmRepository in a cluster. */
export type HelmRepository = NonNullable<typeof HelmRepository.object>
/** What a HelmRepository asks for. */
export type HelmRepositorySpec = TypeOf<typeof spec>
/** What is known of a HelmRepository. */
export type HelmRepositoryStatus = TypeOf<typeof repositoryStatus>
