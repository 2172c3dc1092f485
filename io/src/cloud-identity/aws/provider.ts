/**
 * Amazon: access keys, by whatever the process runs as or by the role that a ServiceAccount names.
 * @module
 */
import type { CloudProvider } from '../provider.ts'
import { IdentityError, type ServiceAccount, type Surroundings } from '../types.ts'
import { clusterAccess, parseCluster } from './cluster.ts'
import { codeCommitKey, codeCommitLogin, codeCommitRegion } from './code-commit.ts'
import { type AwsKey, ownKey, roleKey } from './credentials.ts'
import { parseRegistry, registryLogin, registryRegion } from './registry.ts'
import { checkedStsEndpoint } from './sts-endpoint.ts'

const roleAnnotation = 'eks.amazonaws.com/role-arn'
const rolePattern = '^arn:aws[\\w-]*:iam::[0-9]{1,30}:role/.{1,200}$'
const compiledRole = new RegExp(rolePattern)

const noRegion =
  'AWS_REGION environment variable is not set in the Flux controller. ' +
  'if you have properly configured IAM Roles for Service Accounts (IRSA) or EKS Pod Identity, ' +
  'please delete/replace the controller pod so the EKS admission controllers can inject this ' +
  'environment variable, or set it manually if the cluster is not EKS'
const noRegionInSpec =
  'an AWS region is required for authenticating with a service account. please configure one in the object spec'

/** Amazon as it is seen from here. */
export function awsProvider(around: Surroundings): CloudProvider<AwsKey> {
  return {
    name: 'aws',
    audiencesFor: async () => ['sts.amazonaws.com'],
    identityOf: roleOf,
    ownToken: async request => {
      const region = request.region || around.env['AWS_REGION']
      if (!region) throw new IdentityError(noRegion)
      return ownKey({ region, endpoint: checkedStsEndpoint(request.stsEndpoint) }, request, around)
    },
    tokenFor: async (account, token, request) => {
      const { region, stsEndpoint } = request
      if (!region) throw new IdentityError(noRegionInSpec)
      const session = `${account.name}.${account.namespace}.${region}.fluxcd.io`
      const endpoint = checkedStsEndpoint(stsEndpoint)
      return roleKey({ role: roleOf(account), session, token }, { region, endpoint }, request, around)
    },
    registries: {
      parse: async host => parseRegistry(host),
      tokenOptions: async host => ({ region: registryRegion(parseRegistry(host)) }),
      login: (parsed, key, request) => registryLogin(parsed, key, request, around),
    },
    git: {
      parse: url => {
        codeCommitRegion(url)
        return codeCommitKey(url)
      },
      tokenOptions: url => ({ region: codeCommitRegion(url) }),
      login: (url, key) => codeCommitLogin(url, key, around.now()),
    },
    clusters: {
      tokenOptions: async ({ cluster = '' }) => [{ region: parseCluster(cluster).region }],
      access: async (reference, [key], request) => {
        if (!key) throw new TypeError('a cluster needs a key')
        return clusterAccess(reference, key, request, around)
      },
    },
  }
}

function roleOf({ annotations }: ServiceAccount): string {
  const role = annotations[roleAnnotation] ?? ''
  if (!compiledRole.test(role))
    throw new IdentityError(`invalid ${roleAnnotation} annotation: '${role}'. must match ${rolePattern}`)
  return role
}
