/**
 * Google: access tokens, by whatever the process runs as or in exchange for a ServiceAccount's token.
 * @module
 */
import type { BearerProvider } from '../provider.ts'
import { IdentityError, type ServiceAccount, type Surroundings } from '../types.ts'
import { clusterAccess } from './cluster.ts'
import { federatedToken } from './federated-token.ts'
import { type OwnCluster, readOwnCluster } from './metadata.ts'
import { ownToken } from './own-token.ts'

const scopes = [
  'https://www.googleapis.com/auth/cloud-platform',
  'https://www.googleapis.com/auth/userinfo.email',
]
const emailAnnotation = 'iam.gke.io/gcp-service-account'
const emailPattern = '^[a-zA-Z0-9-]{1,100}@[a-zA-Z0-9-]{1,100}\\.iam\\.gserviceaccount\\.com$'
const poolAnnotation = 'gcp.auth.fluxcd.io/workload-identity-provider'
const poolPattern =
  '^projects/\\d{1,30}/locations/global/workloadIdentityPools/[^/]{1,100}/providers/[^/]{1,100}$'
const registryPattern = '^(((.+\\.)?gcr\\.io)|(.+-docker\\.pkg\\.dev)|(docker\\.s3nsregistry\\.fr))$'
const compiledRegistry = new RegExp(registryPattern)

/** Google as it is seen from here. */
export function gcpProvider(around: Surroundings): BearerProvider {
  let known: OwnCluster | undefined
  const ownCluster = async (signal: AbortSignal): Promise<OwnCluster> =>
    (known ??= await readOwnCluster(signal, around))
  return {
    name: 'gcp',
    audiencesFor: async (account, signal) => [poolOf(account) || (await ownCluster(signal)).pool],
    identityOf: emailOf,
    ownToken: request => ownToken(scopes, request, around),
    tokenFor: async (account, token, request) => {
      const audience = poolOf(account) || audienceOf(await ownCluster(request.signal))
      return federatedToken({ audience, token, scopes, email: emailOf(account) }, request, around)
    },
    registries: {
      parse: async host => {
        if (!compiledRegistry.test(host))
          throw new IdentityError(`invalid GCP registry: '${host}'. must match ${registryPattern}`)
        return 'gcp'
      },
      tokenOptions: async () => ({}),
      login: async (_, { token, expiresAt }) => ({
        username: 'oauth2accesstoken',
        password: token,
        expiresAt,
      }),
    },
    clusters: {
      tokenOptions: async () => [{}],
      access: async (reference, [token], request) => {
        if (!token) throw new TypeError('a cluster needs a token')
        return clusterAccess(reference, token, request, around)
      },
    },
  }
}

function audienceOf({ pool, provider }: OwnCluster): string {
  return `identitynamespace:${pool}:${provider}`
}

/** Empty on Google's own clusters, which have a pool of their own. */
function poolOf(account: ServiceAccount): string {
  const pool = checked(account, poolAnnotation, poolPattern)
  return pool && `//iam.googleapis.com/${pool}`
}

function emailOf(account: ServiceAccount): string {
  return checked(account, emailAnnotation, emailPattern)
}

function checked({ annotations }: ServiceAccount, name: string, pattern: string): string {
  const value = annotations[name] ?? ''
  if (value === '' || new RegExp(pattern).test(value)) return value
  throw new IdentityError(`invalid ${name} annotation: '${value}'. must match ${pattern}`)
}
