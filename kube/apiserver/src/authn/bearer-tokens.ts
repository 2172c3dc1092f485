/** Whose a bearer token is: the admin's, a ServiceAccount's, or one of a configured issuer. @module */
import { timingSafeEqual } from 'node:crypto'
import type { Services } from '../server/services.ts'
import { issuer } from './service-account-token.ts'
import type { TokenAuthenticator, UserInfo } from './user.ts'
import { verifyToken } from './verify-account-token.ts'

const admin: UserInfo = {
  username: 'admin',
  uid: 'admin',
  groups: ['system:masters', 'system:authenticated'],
}

/** Asks one after the other; the first that knows a token decides, and so does the first that refuses one of its own. */
export function createTokenAuthenticator(options: {
  readonly adminToken: string
  readonly services: () => Services
  readonly others?: readonly TokenAuthenticator[]
}): TokenAuthenticator {
  const { services, others = [] } = options
  const isAdmin = tokenCheck(options.adminToken)
  return async (token, wanted) => {
    if (isAdmin(token)) return forThisServer(admin, wanted)
    const own = verifyToken(services(), token, wanted)
    if (own.type !== 'foreign') return own
    for (const authenticate of others) {
      const verdict = await authenticate(token, wanted)
      if (verdict.type === 'valid') return forThisServer(verdict.user, wanted)
      if (verdict.type === 'invalid') return verdict
    }
    return { type: 'foreign' }
  }
}

/** A token that says nothing of the API's audiences is for this server alone. */
function forThisServer(user: UserInfo, wanted: readonly string[]): Awaited<ReturnType<TokenAuthenticator>> {
  return wanted.includes(issuer) ? { type: 'valid', user, audiences: [issuer] } : { type: 'foreign' }
}

/** Compares in a time that does not tell how much of the token is right. */
function tokenCheck(expected: string): (given: string) => boolean {
  const wanted = Buffer.from(expected)
  return text => {
    const given = Buffer.from(text)
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  }
}
