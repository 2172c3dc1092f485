/** How clients are told apart, by configuration. @module */
import type { Services } from '../server/services.ts'
import { createTokenAuthenticator } from './bearer-tokens.ts'
import { issuer } from './service-account-token.ts'
import type { AnonymousAccess, TokenAuthenticator } from './user.ts'

export interface Authentication {
  /** Who needs no credentials; everyone unless told. */
  readonly anonymous?: AnonymousAccess
  /** Makes what tells whose a bearer token is. */
  readonly tokens: (adminToken: string, services: () => Services) => TokenAuthenticator
}

/** Reads an AuthenticationConfiguration, if there is one. @throws BadConfiguration */
export async function readAuthentication(text: string | undefined): Promise<Authentication> {
  if (text === undefined) {
    return { tokens: (adminToken, services) => createTokenAuthenticator({ adminToken, services }) }
  }
  // Few servers know other issuers.
  const { createJwtAuthenticator, readAuthenticationConfiguration } = await import('./jwt/index.ts')
  const { issuers, anonymous } = readAuthenticationConfiguration(text, issuer)
  return {
    ...(anonymous ? { anonymous } : {}),
    tokens: (adminToken, services) => {
      const now = () => services().now()
      const others = issuers.map(authenticator => createJwtAuthenticator({ authenticator, now }))
      return createTokenAuthenticator({ adminToken, services, others })
    },
  }
}
