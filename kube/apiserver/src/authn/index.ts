/** Who is asking: client certificates, bearer tokens, impersonation. @module */
import type { IncomingHttpHeaders } from 'node:http'
import { certificateVerdict } from './client-certificate.ts'
import { issuer } from './service-account-token.ts'
import type { AnonymousAccess, TokenAuthenticator, UserInfo } from './user.ts'

export { type Authentication, readAuthentication } from './authentication.ts'
export { readClientCa } from './client-ca.ts'
export { createImpersonator, type Impersonator } from './impersonation.ts'
export { issuerAnswer } from './issuer-documents.ts'
export type { UserInfo } from './user.ts'

/** What credentials are read from. */
export interface Credentials {
  readonly headers: IncomingHttpHeaders
  readonly path: string
  /** The connection, whose client may have shown a certificate. */
  readonly socket?: object | undefined
  /** Takes what the client should know of its credentials. */
  readonly warn?: (text: string) => void
}

/** Tells the user of a request; undefined refuses it (401). Without credentials it is system:anonymous. */
export type Authenticator = (credentials: Credentials) => Promise<UserInfo | undefined>

const anonymous: UserInfo = { username: 'system:anonymous', groups: ['system:unauthenticated'] }

/** The first credential that is good decides; one that is not good makes nobody anonymous. */
export function createAuthenticator(tokens: TokenAuthenticator, access?: AnonymousAccess): Authenticator {
  const mayBeAnonymous = anonymousCheck(access)
  return async ({ headers, path, socket, warn }) => {
    const certified = certificateVerdict(socket)
    if (certified.type === 'user') return certified.user
    const token = bearerToken(headers.authorization ?? '', warn)
    if (token !== '') {
      const verdict = await tokens(token, [issuer])
      return verdict.type === 'valid' ? verdict.user : undefined
    }
    return certified.type === 'none' && mayBeAnonymous(path) ? anonymous : undefined
  }
}

/** The second word is the token; with two spaces before it there is none. */
function bearerToken(header: string, warn?: (text: string) => void): string {
  const [scheme = '', token = '', ...rest] = header.trim().split(' ')
  if (scheme.toLowerCase() !== 'bearer') return ''
  if (token === '' && rest.length > 0) warn?.(extraSpace)
  return token
}

const extraSpace =
  'the provided Authorization header contains extra space before the bearer token, and is ignored'

function anonymousCheck(access: AnonymousAccess = { enabled: true }): (path: string) => boolean {
  const paths = access.paths && new Set(access.paths)
  return path => access.enabled && (!paths || paths.has(path))
}
