/**
 * Who we are to clouds, their registries, Git servers and clusters.
 *
 * Start reading here; a cloud is a folder, its `provider.ts` says what it takes. Nothing of a cloud is loaded before
 * somebody asks for it.
 * @module
 */
import type { AwsKey } from './aws/credentials.ts'
import type { AzureLogin } from './azure/credentials.ts'
import { explained, IdentitySource } from './identity-source.ts'
import type { CloudProvider, ClusterProvider } from './provider.ts'
import type { TokenCache } from './token-cache.ts'
import {
  type BasicLogin,
  type BearerToken,
  type Cloud,
  type ClusterAccess,
  type ClusterReference,
  type Expiring,
  type GitLogin,
  IdentityError,
  type IdentityRequest,
  type Surroundings,
} from './types.ts'

/** What clouds give us. Every method may throw IdentityError or NetworkError. */
export interface CloudIdentity {
  awsKey(request: IdentityRequest): Promise<AwsKey>
  token(cloud: 'azure' | 'gcp', request: IdentityRequest): Promise<BearerToken>
  /** A token of Google for a key as it is kept in a Secret. */
  gcpKeyToken(key: string, request: IdentityRequest): Promise<BearerToken>
  /** A token of Entra for a login as it is kept in a Secret. */
  azureLoginToken(
    login: AzureLogin,
    request: IdentityRequest & { readonly authorityHost?: string },
  ): Promise<BearerToken>
  /** Logs in to a registry (`host[:port]`) of a cloud. */
  registryLogin(cloud: Cloud, host: string, request: IdentityRequest): Promise<BasicLogin>
  /** Logs in to a Git server of a cloud. */
  gitLogin(cloud: 'aws' | 'azure', url: string, request: IdentityRequest): Promise<GitLogin>
  /** How a cluster is talked to; `provider` is a cloud's name or `generic`. */
  clusterAccess(
    provider: string,
    reference: ClusterReference,
    request: IdentityRequest,
  ): Promise<ClusterAccess>
}

/** A provider, and what was got of it. */
interface Known<T extends Expiring> {
  readonly provider: CloudProvider<T>
  readonly source: IdentitySource<T>
}

const bucketScopes = ['https://www.googleapis.com/auth/devstorage.read_only']

/** Opens what clouds give us; without a cache every question is asked anew. */
export function createCloudIdentity(around: Surroundings, cache?: TokenCache): CloudIdentity {
  const known = <T extends Expiring>(provider: CloudProvider<T>): Known<T> => ({
    provider,
    source: new IdentitySource(provider, cache),
  })
  const aws = once(async () => known((await import('./aws/provider.ts')).awsProvider(around)))
  const azure = once(async () => known((await import('./azure/provider.ts')).azureProvider(around)))
  const gcp = once(async () => known((await import('./gcp/provider.ts')).gcpProvider(around)))
  const generic = once(async () => {
    const provider = (await import('./generic-provider.ts')).genericProvider(around)
    return { provider, source: new IdentitySource(provider, cache) }
  })
  return {
    awsKey: async request => (await aws()).source.token(request),
    token: async (cloud, request) => (await (cloud === 'azure' ? azure() : gcp())).source.token(request),
    gcpKeyToken: async (key, request) =>
      (await import('./gcp/own-token.ts')).keyToken(key, bucketScopes, request, around),
    azureLoginToken: async (login, request) =>
      (await import('./azure/credentials.ts')).azureToken(login, request, around),
    registryLogin: async (cloud, host, request) => {
      if (cloud === 'aws') return registryLogin(await aws(), host, request)
      return registryLogin(await (cloud === 'azure' ? azure() : gcp()), host, request)
    },
    gitLogin: async (cloud, url, request) =>
      cloud === 'aws' ? gitLogin(await aws(), url, request) : gitLogin(await azure(), url, request),
    clusterAccess: async (name, reference, request) => {
      switch (name) {
        case 'aws':
          return clusterAccess(await aws(), reference, request)
        case 'azure':
          return clusterAccess(await azure(), reference, request)
        case 'gcp':
          return clusterAccess(await gcp(), reference, request)
        case 'generic':
          return clusterAccess(await generic(), reference, request)
        default:
          throw new IdentityError(`provider '${name}' not implemented`)
      }
    },
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

async function registryLogin<T extends Expiring>(
  { provider, source }: Known<T>,
  host: string,
  request: IdentityRequest,
): Promise<BasicLogin> {
  const parsed = await provider.registries.parse(host)
  const asked = { ...request, ...(await provider.registries.tokenOptions(host)) }
  return source.made([asked], { of: 'artifact registry', parts: [parsed] }, ([token]) =>
    explained('failed to create artifact registry credentials', () =>
      provider.registries.login(parsed, present(token), request),
    ),
  )
}

async function gitLogin<T extends Expiring>(
  { provider: { git }, source }: Known<T>,
  address: string,
  request: IdentityRequest,
): Promise<GitLogin> {
  if (!git) throw new TypeError('the provider has no Git servers')
  const url = new URL(address)
  const parsed = git.parse(url)
  const asked = { ...request, ...git.tokenOptions(url) }
  return source.made([asked], { of: 'Git repository', parts: [parsed] }, async ([token]) =>
    git.login(url, present(token)),
  )
}

async function clusterAccess<T extends Expiring>(
  {
    provider,
    source,
  }: { readonly provider: { readonly clusters: ClusterProvider<T> }; readonly source: IdentitySource<T> },
  reference: ClusterReference,
  request: IdentityRequest,
): Promise<ClusterAccess> {
  const options = await provider.clusters.tokenOptions(reference)
  // The audiences that the user names outrank those that follow from the cluster.
  const named = request.audiences?.length ? { audiences: request.audiences } : {}
  const asked = options.map(each => ({ ...request, ...each, ...named }))
  const { cluster = '', address = '', certificateAuthority = '' } = reference
  return source.made(asked, { of: 'cluster', parts: [cluster, address, certificateAuthority] }, tokens =>
    provider.clusters.access(reference, tokens, request),
  )
}

function present<T>(token: T | undefined): T {
  if (token === undefined) throw new TypeError('no token')
  return token
}
