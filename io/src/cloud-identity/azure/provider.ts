/**
 * Azure: tokens of Microsoft Entra, by whatever the process runs as or in exchange for a ServiceAccount's token.
 * @module
 */
import type { BearerProvider } from '../provider.ts'
import { IdentityError, type ServiceAccount, type Surroundings } from '../types.ts'
import { clusterAccess } from './cluster.ts'
import { azureToken } from './credentials.ts'
import { cloudOfRegistry, ownCloud, ownLogin } from './environment.ts'
import { parseRegistry, registryLogin } from './registry.ts'

const devOpsScope = '499b84ac-1321-427f-aa17-267ca6975798/.default'
const clusterScope = '6dae42f8-4368-4678-94ff-3960e28e3630/.default'

/** Azure as it is seen from here. */
export function azureProvider(around: Surroundings): BearerProvider {
  const { env } = around
  const authorityHost = env['AZURE_AUTHORITY_HOST']
  return {
    name: 'azure',
    audiencesFor: async () => ['api://AzureADTokenExchange'],
    identityOf: account => `${tenantOf(account)}/${clientOf(account)}`,
    ownToken: request => azureToken(ownLogin(env), { ...request, authorityHost }, around),
    tokenFor: (account, token, request) => {
      const login = {
        type: 'assertion',
        tenant: tenantOf(account),
        client: clientOf(account),
        token,
      } as const
      return azureToken(login, { ...request, authorityHost }, around)
    },
    registries: {
      parse: host => parseRegistry(host, around),
      tokenOptions: async host => ({
        scopes: [`${(await cloudOfRegistry(host, env)).registryAudience}/.default`],
      }),
      login: (host, token, request) => registryLogin(host, token, request, around),
    },
    git: {
      parse: () => 'azure-devops',
      tokenOptions: () => ({ scopes: [devOpsScope] }),
      login: (_, token) => ({ type: 'bearer', ...token }),
    },
    clusters: {
      tokenOptions: async ({ address, certificateAuthority }) => {
        const forCluster = { scopes: [clusterScope] }
        if (address && certificateAuthority) return [forCluster]
        return [forCluster, { scopes: [`${(await ownCloud(env)).managementAudience}/.default`] }]
      },
      access: (reference, tokens, request) => clusterAccess(reference, tokens, request, around),
    },
  }
}

function tenantOf({ annotations }: ServiceAccount): string {
  const name = 'azure.workload.identity/tenant-id'
  const tenant = annotations[name]
  if (tenant !== undefined) return tenant
  throw new IdentityError(`azure tenant ID is not set in the service account annotation ${name}`)
}

function clientOf({ annotations }: ServiceAccount): string {
  const name = 'azure.workload.identity/client-id'
  const client = annotations[name]
  if (client !== undefined) return client
  throw new IdentityError(`azure client ID is not set in the service account annotation ${name}`)
}
