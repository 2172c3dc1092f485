/** Who is asking: bearer tokens, client certificates, impersonation. @module */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { PeerCertificate } from 'node:tls'
import type { Services } from '../server/services.ts'
import type { UserInfo } from './user.ts'

export { systemUser, type UserInfo } from './user.ts'

/** What credentials are read from. */
export interface Credentials {
  readonly headers: IncomingHttpHeaders
  /** The client certificate, if one was presented and the server's CA signed it. */
  readonly peerCertificate?: PeerCertificate
}

/** Tells the user of a request; undefined refuses it (401). Without credentials it is system:anonymous. */
export type Authenticator = (credentials: Credentials) => Promise<UserInfo | undefined>

export function createAuthenticator(options: {
  readonly adminToken: string
  readonly services: Services
}): Authenticator {
  const admin = Buffer.from(options.adminToken)
  return async ({ headers }) => {
    const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
    if (token === undefined) return { username: 'system:anonymous', groups: ['system:unauthenticated'] }
    const given = Buffer.from(token)
    if (given.length !== admin.length || !timingSafeEqual(given, admin)) return undefined
    return { username: 'admin', groups: ['system:masters', 'system:authenticated'] }
  }
}
