/** Bucket: the objects of a bucket in S3, Google Cloud, Azure, or something like them. @module */
import {
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
  required,
  rule,
  shortDuration,
  status,
  string,
  suspend,
  type TypeOf,
} from '../schema/index.ts'
import { sourceGroup } from './group.ts'

const spec = object(
  'What to fetch, and how often',
  {
    provider: choice('Whose bucket it is', ['generic', 'aws', 'gcp', 'azure'], { default: 'generic' }),
    bucketName: required(string('Name of the bucket')),
    endpoint: required(string('Address of the object store, without scheme')),
    sts: object('Where to get short-lived credentials', {
      provider: required(choice('Kind of the service', ['aws', 'ldap'])),
      endpoint: required(string('Address of the service', { pattern: '^(http|https)://.*$' })),
      secretRef: localReference('Secret with username and password for the service'),
      certSecretRef: localReference('Secret with tls.crt, tls.key and ca.crt for the service'),
    }),
    insecure: boolean('Allow plain HTTP'),
    region: string('Region of the bucket'),
    prefix: string('Fetch only objects whose names begin so'),
    secretRef: localReference('Secret with credentials'),
    serviceAccountName: string('ServiceAccount to log in to the cloud provider with'),
    certSecretRef: localReference('Secret with tls.crt, tls.key and ca.crt'),
    proxySecretRef: localReference('Secret with the address and credentials of a proxy'),
    interval: required(duration('How often to look for changes')),
    timeout: shortDuration('How long a fetch may take', { default: '60s' }),
    ignore: string('Paths to leave out of the artifact, as in .gitignore'),
    suspend,
  },
  [
    rule(
      "STS configuration is only supported for the 'aws' and 'generic' Bucket providers",
      "self.provider == 'aws' || self.provider == 'generic' || !has(self.sts)",
    ),
    rule(
      "'aws' is the only supported STS provider for the 'aws' Bucket provider",
      "self.provider != 'aws' || !has(self.sts) || self.sts.provider == 'aws'",
    ),
    rule(
      "'ldap' is the only supported STS provider for the 'generic' Bucket provider",
      "self.provider != 'generic' || !has(self.sts) || self.sts.provider == 'ldap'",
    ),
    rule(
      "spec.sts.secretRef is not required for the 'aws' STS provider",
      "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.secretRef)",
    ),
    rule(
      "spec.sts.certSecretRef is not required for the 'aws' STS provider",
      "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.certSecretRef)",
    ),
    rule(
      "ServiceAccountName is not supported for the 'generic' Bucket provider",
      "self.provider != 'generic' || !has(self.serviceAccountName)",
    ),
    rule(
      'cannot set both .spec.secretRef and .spec.serviceAccountName',
      '!has(self.secretRef) || !has(self.serviceAccountName)',
    ),
  ],
)

const bucketStatus = status({
  artifact,
  url: string('Where the latest artifact can be fetched'),
  observedIgnore: string('`ignore` of the current artifact'),
})

/** Fetches a bucket. */
export const Bucket = defineKind({
  ...sourceGroup,
  kind: 'Bucket',
  plural: 'buckets',
  description: 'The objects of a bucket',
  columns: [column('Endpoint', '.spec.endpoint'), ageColumn, ...readyColumns],
  spec,
  status: bucketStatus,
})

/** A Bucket in a cluster. */
export type Bucket = NonNullable<typeof Bucket.object>
/** What a Bucket asks for. */
export type BucketSpec = TypeOf<typeof spec>
/** What is known of a Bucket. */
export type BucketStatus = TypeOf<typeof bucketStatus>
