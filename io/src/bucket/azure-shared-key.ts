/**
 * Shared Key: requests signed with the key of a storage account.
 * https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
 * @module
 */
import { createHmac } from 'node:crypto'

/** What is signed: a request without a body. */
export interface SignedRequest {
  readonly method: string
  readonly url: URL
  /** Those whose names begin with `x-ms-` are signed. */
  readonly headers: Readonly<Record<string, string>>
}

/** Headers that a request without a body has not, each an empty line of what is signed. */
const absent = 11

/** The `Authorization` header. `key` is in base64. */
export function signSharedKey(
  { account, key }: { readonly account: string; readonly key: string },
  { method, url, headers }: SignedRequest,
): string {
  const own = Object.keys(headers)
    .filter(name => name.startsWith('x-ms-'))
    .sort()
    .map(name => `${name}:${headers[name]}`)
  const names = [...new Set(url.searchParams.keys())].sort()
  const parameters = names.map(
    name => `${name.toLowerCase()}:${url.searchParams.getAll(name).sort().join(',')}`,
  )
  const resource = [`/${account}${url.pathname}`, ...parameters].join('\n')
  const text = [method, ...Array.from({ length: absent }, () => ''), ...own, resource].join('\n')
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64')
  return `SharedKey ${account}:${signature}`
}
