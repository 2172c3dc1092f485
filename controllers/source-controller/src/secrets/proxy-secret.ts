import type { ProxyServer } from '@sluice/io/http'
import { parseUrl, UrlError } from '../url.ts'
import { readSecretAt, type SecretAt, SecretError, textOf } from './secret-data.ts'

const maxLength = 2048
const schemes = ['http', 'https', 'socks5']

/** The proxy that a Secret describes: `address`, and `username` and `password` if it wants them. @throws SecretError */
export async function readProxy(at: SecretAt): Promise<ProxyServer> {
  const data = await readSecretAt(at)
  const secret = `secret '${at.namespace}/${at.name}'`
  if (!data['address']) throw new SecretError(`${secret}: key 'address' not found`)
  const address = textOf(data['address'])
  if (!address) throw new SecretError(`${secret}: proxy address is empty`)
  if (address.length > maxLength)
    throw new SecretError(`${secret}: proxy URL exceeds maximum length of ${maxLength} characters`)
  requireUrl(address, secret)
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase() ?? ''
  if (!schemes.includes(scheme)) {
    const known = schemes.join(', ')
    throw new SecretError(
      `${secret}: proxy URL must use one of the supported schemes (${known}), got '${scheme}'`,
    )
  }
  return {
    address,
    ...(data['username'] ? { username: textOf(data['username']) } : {}),
    ...(data['username'] && data['password'] ? { password: textOf(data['password']) } : {}),
  }
}

function requireUrl(address: string, secret: string): void {
  // What has no scheme is refused for that.
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return
  try {
    parseUrl(address)
  } catch (error) {
    if (!(error instanceof UrlError)) throw error
    throw new SecretError(`${secret}: failed to parse proxy address '${address}': ${error.message}`, {
      cause: error,
    })
  }
}
