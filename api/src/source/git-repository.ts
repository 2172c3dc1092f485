/** GitRepository: the content of a Git repository at a reference. @module */
import {
  ageColumn,
  artifact,
  boolean,
  choice,
  column,
  defineKind,
  duration,
  list,
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

/** Which commit; of several members the first of commit, name, tag, semver, branch counts. */
export const gitReference = object('Which commit to fetch; the branch `master` unless told', {
  branch: string('Branch whose head to fetch'),
  commit: string('Commit to fetch, outranks all others; with a branch only that branch is searched'),
  name: string('Full reference, such as refs/pull/1/head; outranks tag, semver and branch'),
  semver: string('Range of versions; the tag of the highest is fetched; outranks branch'),
  tag: string('Tag to fetch, outranks semver and branch'),
})

const include = object('Another repository whose content is put into this one', {
  fromPath: string('Path to copy; the root unless told'),
  repository: required(localReference('The GitRepository')),
  toPath: string("Where to put it; the GitRepository's name unless told"),
})

const verification = object('How to check signatures', {
  mode: choice('What must be signed', ['head', 'HEAD', 'Tag', 'TagAndHEAD'], { default: 'HEAD' }),
  secretRef: required(localReference('Secret with the public keys of trusted authors')),
})

const spec = object(
  'What to fetch, and how often',
  {
    url: required(string('Address of the repository', { pattern: '^(http|https|ssh)://.*$' })),
    interval: required(duration('How often to look for changes')),
    timeout: shortDuration('How long Git operations may take', { default: '60s' }),
    ref: gitReference,
    secretRef: localReference('Secret with credentials: username and password, bearerToken, or SSH keys'),
    provider: choice('How to log in', ['generic', 'aws', 'azure', 'github']),
    serviceAccountName: string('ServiceAccount to log in to the cloud provider with'),
    proxySecretRef: localReference('Secret with the address and credentials of a proxy'),
    verify: verification,
    ignore: string('Paths to leave out of the artifact, as in .gitignore'),
    include: list('Repositories whose artifacts are put into this one', include),
    recurseSubmodules: boolean('Fetch submodules too'),
    sparseCheckout: list('Directories to check out; all unless told', string('A directory')),
    suspend,
  },
  [
    rule(
      "serviceAccountName can only be set when provider is 'azure' or 'aws'",
      "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))",
    ),
  ],
)

const gitStatus = status({
  artifact,
  includedArtifacts: list('The artifacts that were included', artifact),
  observedIgnore: string('`ignore` of the current artifact'),
  observedInclude: list('`include` of the current artifact', include),
  observedRecurseSubmodules: boolean('`recurseSubmodules` of the current artifact'),
  observedSparseCheckout: list('`sparseCheckout` of the current artifact', string('A directory')),
  sourceVerificationMode: string('What was last verified'),
})

/** Fetches a Git repository. */
export const GitRepository = defineKind({
  ...sourceGroup,
  kind: 'GitRepository',
  plural: 'gitrepositories',
  shortNames: ['gitrepo'],
  description: 'The content of a Git repository at a reference',
  columns: [column('URL', '.spec.url'), ageColumn, ...readyColumns],
  spec,
  status: gitStatus,
})

/** A GitRepository in a cluster. */
export type GitRepository = NonNullable<typeof GitRepository.object>
/** What a GitRepository asks for. */
export type GitRepositorySpec = TypeOf<typeof spec>
/** What is known of a GitRepository. */
export type GitRepositoryStatus = TypeOf<typeof gitStatus>
/** Which commit a GitRepository asks for. */
export type GitReference = TypeOf<typeof gitReference>
/** A repository that another includes. */
export type GitInclude = TypeOf<typeof include>
