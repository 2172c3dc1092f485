/** ArtifactGenerator: makes artifacts out of the artifacts of other sources. @module */
import {
  ageColumn,
  choice,
  commonMetadata,
  conditions,
  defineKind,
  kindChoice,
  list,
  object,
  readyColumns,
  required,
  rule,
  string,
  type TypeOf,
} from '../schema/index.ts'

const alias = '([a-z0-9]([a-z0-9_-]*[a-z0-9])?)'

const source = object('A source', {
  alias: required(
    string('Name of the source in this object', {
      maxLength: 63,
      pattern: '^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$',
    }),
  ),
  kind: kindChoice(['Bucket', 'GitRepository', 'OCIRepository', 'HelmChart', 'ExternalArtifact']),
  name: required(
    string('Name of the source', { maxLength: 253, pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' }),
  ),
  namespace: string('Its namespace; this one unless told', {
    minLength: 1,
    maxLength: 63,
    pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
  }),
})

const copy = object('A step', {
  from: required(
    string('What to copy, `@<alias>/<glob>`', { minLength: 1, maxLength: 1024, pattern: `^@${alias}/(.*)$` }),
  ),
  to: required(
    string('Where to, `@artifact/<path>`', { minLength: 1, maxLength: 1024, pattern: '^@(artifact)/(.*)$' }),
  ),
  exclude: list('What to leave out', string('A glob'), { maxItems: 100 }),
  strategy: choice('What to do with files that are there already', ['Overwrite', 'Merge', 'Extract']),
})

const sourceAlias = { maxLength: 64, pattern: `^@${alias}$` }

const output = object('An artifact', {
  name: required(string('Name of the ExternalArtifact', { minLength: 1, maxLength: 253 })),
  revision: string('Source whose revision the artifact takes, `@<alias>`', sourceAlias),
  originRevision: string('Source whose revision is told as the origin, `@<alias>`', sourceAlias),
  copy: required(list('The steps, in order', copy, { minItems: 1 })),
})

const validName = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'

const spec = object(
  'What to make of what',
  {
    commonMetadata,
    sources: required(list('The sources', source, { minItems: 1, maxItems: 1000 })),
    pathPattern: string('Directories to make a set of artifacts for, `@<alias>/<path with {captures}>`', {
      maxLength: 1024,
      pattern: `^@${alias}/(.*)$`,
    }),
    artifacts: required(list('The artifacts', output, { minItems: 1, maxItems: 1000 })),
  },
  [
    rule(
      'artifact names must be valid Kubernetes object names when pathPattern is not set',
      `has(self.pathPattern) && size(self.pathPattern) > 0 || self.artifacts.all(a, a.name.matches('${validName}'))`,
    ),
  ],
)

const generatorStatus = object('What was made', {
  conditions,
  inventory: list(
    'The ExternalArtifacts',
    object('An ExternalArtifact', {
      name: required(string('Its name')),
      namespace: required(string('Its namespace')),
      digest: required(string('Digest of its artifact')),
      filename: required(string('File of its artifact')),
    }),
  ),
  lastHandledReconcileAt: string('The last reconcile request that was handled'),
  observedSourcesDigest: string('Digest of the sources that were read'),
})

/** Makes artifacts of artifacts. */
export const ArtifactGenerator = defineKind({
  group: 'source.extensions.fluxcd.io',
  version: 'v1beta1',
  kind: 'ArtifactGenerator',
  plural: 'artifactgenerators',
  shortNames: ['ag'],
  categories: ['all', 'fluxcd', 'fluxcd-sources'],
  description: 'Makes artifacts out of the artifacts of other sources',
  columns: [ageColumn, ...readyColumns],
  spec,
  status: generatorStatus,
})

/** An ArtifactGenerator in a cluster. */
export type ArtifactGenerator = NonNullable<typeof ArtifactGenerator.object>
/** What an ArtifactGenerator asks for. */
export type ArtifactGeneratorSpec = TypeOf<typeof spec>
/** What is known of an ArtifactGenerator. */
export type ArtifactGeneratorStatus = TypeOf<typeof generatorStatus>
