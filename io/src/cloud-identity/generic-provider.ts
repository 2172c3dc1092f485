/**
 * Clusters that trust the tokens of ours: a ServiceAccount's token is sent as it is.
 * @module
 */
import { clusterAddress } from './cluster-address.ts'
import { explained } from './identity-source.ts'
import { expiryOf } from './jwt.ts'
import type { Provider } from './provider.ts'
import { type BearerToken, IdentityError, type Surroundings } from './types.ts'

/** No cloud at all. */
export function genericProvider({ issueOwnToken }: Surroundings): Provider<BearerToken> {
  const tokenOf = (token: string): BearerToken => ({ token, expiresAt: expiryOf(token, 'service account') })
  return {
    name: 'generic',
    audiencesFor: async () => [],
    identityOf: ({ namespace, name }) => `system:serviceaccount:${namespace}:${name}`,
    ownToken: async ({ audiences = [], signal }) => {
      if (!issueOwnToken) throw new IdentityError('client is required to create a controller token')
      return tokenOf(await issueOwnToken(audiences, signal))
    },
    tokenFor: async (_, token) => tokenOf(token),
    clusters: {
      // flux: a token for one cluster is no good for another.
      tokenOptions: async ({ address = '' }) => [{ audiences: [address] }],
      access: async ({ address = '', certificateAuthority }, [token]) => {
        if (!token) throw new TypeError('a cluster needs a token')
        if (!address) throw new IdentityError('cluster address is required to create a REST config')
        const server = await explained(`failed to parse cluster address ${address}`, async () =>
          clusterAddress(address),
        )
        return { ...token, server, ...(certificateAuthority ? { certificateAuthority } : {}) }
      },
    },
  }
}
