/**
 * What the flags of controllers say of identities, alike for each.
 * @module
 */
import {
  type CloudIdentity,
  createCloudIdentity,
  type Surroundings,
  TokenCache,
} from '@sluice/io/cloud-identity'
import { createHttpClient } from '@sluice/io/http'
import type { KubeClient } from '../client/index.ts'
import { ConfigError, type Flag, type FlagValues } from '../runtime/index.ts'
import { type KubeconfigWords, RemoteClusters } from './remote-clusters.ts'
import type { KubeconfigLimits } from './remote-kubeconfig.ts'
import { type AccountPolicy, ownTokenIssuer, workloadIdentityGate } from './service-account.ts'

/** Identities as flags describe them. */
export interface IdentityConfig {
  readonly accounts: AccountPolicy
  readonly kubeconfig: KubeconfigLimits
  /** How many tokens are kept (0 for none), and for how many milliseconds. */
  readonly tokenCache: { readonly maxSize: number; readonly maxDuration: number }
}

/** Flags of every controller that asks clouds. */
export const tokenCacheFlags: readonly Flag[] = [
  { name: 'token-cache-max-size', default: '100', help: 'tokens to keep; 0 keeps none' },
  { name: 'token-cache-max-duration', default: '1h', help: 'how long to keep a token, an hour at most' },
]

/** Flags of controllers that write to other clusters. */
export const remoteClusterFlags: readonly Flag[] = [
  ...tokenCacheFlags,
  {
    name: 'default-kubeconfig-service-account',
    default: '',
    help: 'account to log in to clusters with where a ConfigMap of a kubeConfig names none',
  },
  {
    name: 'insecure-kubeconfig-exec',
    default: 'false',
    help: 'let kubeconfigs of Secrets run programs',
  },
  {
    name: 'insecure-kubeconfig-tls',
    default: 'false',
    help: 'let kubeconfigs of Secrets turn off checking certificates',
  },
]

const longest = 60 * 60_000

/** Reads those flags. `accountFlag` names the one that has the default account. @throws ConfigError */
export function readIdentityConfig(
  given: FlagValues,
  isGateOpen: (gate: string) => boolean,
  accountFlag: 'default-service-account' | 'default-kubeconfig-service-account',
): IdentityConfig {
  const accounts = { isEnabled: isGateOpen(workloadIdentityGate), defaultName: given.text(accountFlag) }
  if (accounts.defaultName && !accounts.isEnabled)
    throw new ConfigError(
      `--${accountFlag}: cannot set default service accounts when the feature gate ${workloadIdentityGate} is not enabled`,
    )
  const isRemote = accountFlag === 'default-kubeconfig-service-account'
  return {
    accounts,
    kubeconfig: {
      allowExec: isRemote && given.isOn('insecure-kubeconfig-exec'),
      allowInsecureTls: isRemote && given.isOn('insecure-kubeconfig-tls'),
    },
    tokenCache: {
      maxSize: sizeOf(given.text('token-cache-max-size')),
      maxDuration: Math.min(given.duration('token-cache-max-duration'), longest),
    },
  }
}

/** What clouds give a controller. */
export function openIdentity(
  client: KubeClient,
  { tokenCache }: Pick<IdentityConfig, 'tokenCache'>,
  env: Surroundings['env'],
): CloudIdentity {
  const now = Date.now
  const cache = tokenCache.maxSize > 0 ? new TokenCache({ ...tokenCache, now }) : undefined
  const around = { env, openHttp: createHttpClient, now, issueOwnToken: ownTokenIssuer(client) }
  return createCloudIdentity(around, cache)
}

/** Opens what reaches the clusters that specs name; `words` are the controller's own. */
export function openRemoteClusters(
  client: KubeClient,
  identity: IdentityConfig,
  { env, words }: { readonly env: Surroundings['env']; readonly words: KubeconfigWords },
): RemoteClusters {
  const { accounts, kubeconfig: limits } = identity
  return new RemoteClusters({
    client,
    identity: openIdentity(client, identity, env),
    accounts,
    limits,
    words,
  })
}

function sizeOf(text: string): number {
  const size = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(size)) return size
  throw new ConfigError(`--token-cache-max-size: '${text}' is not a number`)
}
