import type { GitRepository } from '@sluice/api/source'
import type { ArtifactStore } from '@sluice/io/artifact-store'
import type { Remote, Repository } from '@sluice/io/git'
import type { Identities } from '../identity/object-identity.ts'
import type { GetSecret } from '../secrets/secret-data.ts'
import type { Providers } from './providers/provider.ts'

/** What the steps need from outside. */
export interface Deps {
  readonly store: ArtifactStore
  /** Milliseconds until an include that is missing is looked for again. */
  readonly requeueDependency: number
  readonly sshAlgorithms?: Remote['sshAlgorithms']
  readonly getSecret: GetSecret
  readonly identities: Pick<Identities, 'accounts' | 'accountOf'>
  /** How providers other than the generic one are logged in to. */
  readonly providers: Providers
  findRepository(namespace: string, name: string): GitRepository | undefined
  /** Connects to a remote, over the cache that belongs to the object. */
  openRepository(owner: GitRepository, remote: Remote, signal: AbortSignal): Promise<Repository>
  /** Forgets what was cached for an object. */
  dropCache(owner: GitRepository): Promise<void>
}
