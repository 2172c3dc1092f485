import { isIP } from 'node:net'
import { CredentialsError } from './provider.ts'

/**
 * The storage account that an endpoint is of: its first subdomain, or, on this machine, the first part of its path.
 * @throws CredentialsError
 */
export function accountIn(endpoint: string, secret: string): string {
  const what = `failed to create shared credential from '${secret}' Secret data: failed to extract account name from endpoint`
  const url = URL.parse(endpoint)
  if (!url) throw new CredentialsError(`${what}: parse "${endpoint}": not an address`)
  const { hostname, pathname } = url
  const [, first] = pathname.split('/')
  if (first && (isIP(hostname.replace(/^\[|\]$/g, '')) || hostname === 'localhost')) return first
  const [account, ...rest] = hostname.split('.')
  if (account && rest.length >= 2) return account
  throw new CredentialsError(`${what}: expected '${hostname}' to be a subdomain`)
}
