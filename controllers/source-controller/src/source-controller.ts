import { Bucket, GitRepository, HelmRepository } from '@sluice/api/source'
import {
  type ArtifactServer,
  type ArtifactStore,
  openArtifactStore,
  startArtifactServer,
} from '@sluice/io/artifact-store'
import { openBucket } from '@sluice/io/bucket'
import { GitProcesses, openRepository } from '@sluice/io/git'
import { openChartRepository } from '@sluice/io/helm-repository'
import { openRegistry } from '@sluice/io/oci'
import type { KubeClient } from '@sluice/kube/client'
import type { Manager, Reconciler } from '@sluice/kube/runtime'
import { accountSource, openIdentity } from '@sluice/kube/workload-identity'
import type { Deps as BucketDeps } from './bucket/deps.ts'
import { bucketReconciler } from './bucket/reconciler.ts'
import type { SourceConfig } from './config.ts'
import { cacheFolder, dropCacheFolder, ownerFolder } from './git-cache.ts'
import type { Deps } from './git-repository/deps.ts'
import { cloudLogin } from './git-repository/providers/cloud-login.ts'
import { githubAppLogin } from './git-repository/providers/github-app.ts'
import { gitRepositoryReconciler } from './git-repository/reconciler.ts'
import type { ChartSource, Deps as HelmChartDeps } from './helm-chart/deps.ts'
import { createIndexCache } from './helm-chart/index-cache.ts'
import { helmChartReconciler } from './helm-chart/reconciler.ts'
import { normalizedUrl } from './helm-repository/connect.ts'
import type { Deps as HelmRepositoryDeps } from './helm-repository/deps.ts'
import { helmRepositoryReconciler } from './helm-repository/reconciler.ts'
import type { Identities } from './identity/object-identity.ts'
import type { Deps as OciDeps } from './oci-repository/deps.ts'
import { ociRepositoryReconciler } from './oci-repository/reconciler.ts'
import { readPullSecrets } from './secrets/read-pull-secrets.ts'
import { readSecret } from './secrets/read-secret.ts'
import type { GetSecret } from './secrets/secret-data.ts'

/** What the reconcilers work with. */
export interface SourceOptions {
  readonly client: KubeClient
  /** The shared caches, in which includes are looked up. */
  readonly manager: Pick<Manager, 'cache'>
  readonly store: ArtifactStore
  readonly config: SourceConfig
  /** The process's variables, in which clouds tell who it is. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** The same with what all reconcilers share. */
interface Shared extends SourceOptions {
  readonly identities: Identities
}

/** Every reconciler of source-controller. */
export function sourceReconcilers(options: SourceOptions): readonly Reconciler[] {
  const shared = { ...options, identities: identitiesOf(options) }
  return [
    gitRepositoryReconciler(gitDeps(shared)),
    ociRepositoryReconciler(ociDeps(shared)),
    helmRepositoryReconciler(helmRepositoryDeps(shared)),
    helmChartReconciler(helmChartDeps(shared)),
    bucketReconciler(bucketDeps(shared)),
  ] as Reconciler[]
}

/** Repositories that changed last, for whose next change programs wait. */
const waitingRepositories = 8

function identitiesOf({ client, config, environment = {} }: SourceOptions): Identities {
  const { accounts } = config.identity
  return {
    cloud: openIdentity(client, config.identity, environment),
    accounts,
    accountOf: (namespace, name) => accountSource(client, { namespace, name }, accounts),
  }
}

function gitDeps({ client, manager, store, config, identities }: Shared): Deps {
  const repositories = manager.cache(GitRepository)
  const processes = new GitProcesses({ repositories: waitingRepositories })
  const ownerOf = ({ metadata: { namespace = '', name } }: GitRepository) => ({ namespace, name })
  return {
    store,
    requeueDependency: config.requeueDependency,
    sshAlgorithms: config.sshAlgorithms,
    getSecret: secretsOf(client),
    identities,
    providers: {
      github: githubAppLogin(Date.now),
      aws: cloudLogin(identities.cloud, 'aws'),
      azure: cloudLogin(identities.cloud, 'azure'),
    },
    findRepository: (namespace, name) => repositories.get(namespace, name),
    openRepository: async (owner, remote, signal) => {
      const cacheDir = await cacheFolder(config.gitCachePath, ownerOf(owner), remote.url)
      return openRepository({ remote, cacheDir, limits: config.gitLimits, signal, processes })
    },
    dropCache: async owner => {
      processes.dropBelow(ownerFolder(config.gitCachePath, ownerOf(owner)))
      await dropCacheFolder(config.gitCachePath, ownerOf(owner))
    },
  }
}

function ociDeps({ client, store, identities }: Shared): OciDeps {
  return {
    store,
    identities,
    getSecret: secretsOf(client),
    pullSecretsOf: (namespace, account, signal) => readPullSecrets(client, namespace, account, signal),
    openRegistry,
  }
}

function helmRepositoryDeps({ client, store, config }: SourceOptions): HelmRepositoryDeps {
  return { store, getSecret: secretsOf(client), openRepository: chartRepositories(config) }
}

function chartRepositories({ helm: { maxIndex, maxChart } }: SourceConfig): typeof openChartRepository {
  return options => openChartRepository({ ...options, maxIndex, maxChart })
}

function helmChartDeps({ client, manager, store, config, identities }: Shared): HelmChartDeps {
  const repositories = manager.cache(HelmRepository)
  const sources = {
    HelmRepository: repositories,
    GitRepository: manager.cache(GitRepository),
    Bucket: manager.cache(Bucket),
  }
  return {
    store,
    identities,
    getSecret: secretsOf(client),
    findSource: (kind, namespace, name) => {
      const object = Object.hasOwn(sources, kind)
        ? sources[kind as ChartSource['kind']].get(namespace, name)
        : undefined
      return object && ({ kind, object } as ChartSource)
    },
    findRepository: (namespace, url) =>
      repositories
        .list()
        .find(
          ({ metadata, spec }) => metadata.namespace === namespace && normalizedUrl(spec?.url ?? '') === url,
        ),
    limits: config.helm,
    indexes: createIndexCache(config.helm.cache, Date.now),
    openRepository: chartRepositories(config),
    openRegistry,
  }
}

function bucketDeps({ client, store, identities, environment: env = {} }: Shared): BucketDeps {
  return { store, getSecret: secretsOf(client), identities, env, openBucket }
}

function secretsOf(client: KubeClient): GetSecret {
  return (namespace, name, signal) => readSecret(client, namespace, name, signal)
}

/** Opens the artifact store as configured. */
export function openStore(config: SourceConfig): Promise<ArtifactStore> {
  return openArtifactStore({
    dir: config.storagePath,
    address: config.storageAddress,
    retention: config.retention,
    algorithm: config.digestAlgorithm,
    maxBytes: config.gitLimits.bytes,
    now: Date.now,
  })
}

/** Starts the artifact server as configured. */
export function serveStore(config: SourceConfig): Promise<ArtifactServer> {
  const { host, port } = config.storageListen
  return startArtifactServer({ dir: config.storagePath, port, ...(host ? { host } : {}) })
}
