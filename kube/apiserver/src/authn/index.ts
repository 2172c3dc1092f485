/** Who is asking: bearer tokens, client certificates, impersonation. @module */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { PeerCertificate } from 'node:tls'
import type { Services } from '../server/services.ts'
import { issuer, verifyToken } from './service-account-token.ts'
import type { UserInfo } from './user.ts'

export { createImpersonator, type Impersonator } from './impersonation.ts'
export { issuerAnswer } from './issuer-documents.ts'
export type { UserInfo } from './user.ts'

/** What credentials are read from. */
export interface Credentials {
  readonly headers: IncomingHttpHeaders
  /** The client certificate, if one was presented and the server's CA signed it. */
  readonly peerCertificate?: PeerCertificate
}

/** Tells the user of a request; undefined refuses it (401). Without credentials it is system:anonymous. */
export type Authenticator = (credentials: Credentials) => Promise<UserInfo | undefined>

const anonymous: UserInfo = { username: 'system:anonymous', groups: ['system:unauthenticated'] }

export function createAuthenticator(options: {
  readonly adminToken: string
  readonly services: Services
}): Authenticator {
  const isAdmin = tokenCheck(options.adminToken)
  return async ({ headers, peerCertificate }) => {
    const certified = peerCertificate && certifiedUser(peerCertificate)
    if (certified) return certified
    const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
    if (token === undefined) return anonymous
    if (isAdmin(token)) {
      return { username: 'admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] }
    }
    const verdict = verifyToken(options.services, token, [issuer])
    return verdict.type === 'valid' ? verdict.user : undefined
  }
}

/** Compares in a time that does not tell how much of the token is right. */
function tokenCheck(expected: string): (given: string) => boolean {
  const wanted = Buffer.from(expected)
  return text => {
    const given = Buffer.from(text)
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  }
}

/** The common name is the user, organizations are groups. */
function certifiedUser({ subject }: PeerCertificate): UserInfo | undefined {
  const name: unknown = subject?.CN
  if (typeof name !== 'string' || name === '') return undefined
  const organizations: unknown = subject.O
  const groups = [organizations].flat().filter(group => typeof group === 'string')
  return { username: name, groups: [...groups, 'system:authenticated'] }
}
