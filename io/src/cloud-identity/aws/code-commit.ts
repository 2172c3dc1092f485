/**
 * CodeCommit: the user name is an access key, the password a signature of the repository's address.
 * @module
 */
import { createHash } from 'node:crypto'
import { signatureOf, timeOf } from '../../aws/sign-v4.ts'
import { type GitLogin, IdentityError } from '../types.ts'
import type { AwsKey } from './credentials.ts'

/** Amazon takes a signature for so long. */
const validity = 15 * 60_000

/** The region of a repository. @throws IdentityError for an address that is none of CodeCommit */
export function codeCommitRegion({ protocol, host, hostname }: URL): string {
  if (protocol !== 'https:')
    throw new IdentityError('AWS CodeCommit authentication requires an HTTPS Git URL')
  const isOurs = /^git-codecommit(-fips)?\..*\.amazonaws\.com(\.cn)?$/.test(hostname)
  const [, region] = hostname.split('.')
  if (!isOurs || !region) throw new IdentityError(`invalid AWS CodeCommit Git URL: ${host}`)
  return region
}

/** Signs the address as a request by a method of its own, without a body, and without a zone in its time. */
export function codeCommitLogin(url: URL, key: AwsKey, now: number): GitLogin {
  const stamp = timeOf(new Date(now))
  const time = stamp.slice(0, -1)
  const canonical = ['GIT', url.pathname, '', `host:${url.host}`, '', 'host', ''].join('\n')
  const scope = `${time.slice(0, 8)}/${codeCommitRegion(url)}/codecommit/aws4_request`
  return {
    type: 'basic',
    username: key.sessionToken ? `${key.accessKey}%${key.sessionToken}` : key.accessKey,
    password: stamp + signatureOf(key, { time, scope, canonical }),
    // A key without an end is its own: the signature has one.
    expiresAt: key.expiresAt > now ? Math.min(now + validity, key.expiresAt) : now + validity,
  }
}

/** Names a repository where logins are kept: each is for one address. */
export function codeCommitKey(url: URL): string {
  return createHash('sha256').update(url.href).digest('hex')
}
