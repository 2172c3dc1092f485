import { IdentityError } from './types.ts'

/** An address of an API server in the one form it is compared in: `https://host:port`. @throws IdentityError */
export function clusterAddress(address: string): string {
  if (address === '') throw new IdentityError('empty address')
  const text = address.startsWith('http') ? address : `https://${address}`
  const url = URL.parse(text)
  if (!url) throw new IdentityError(`failed to parse Kubernetes API server address '${text}'`)
  if (url.protocol !== 'https:')
    throw new IdentityError(`the Kubernetes API server address '${text}' must use https scheme`)
  return `https://${url.hostname.toLowerCase()}:${url.port || '443'}`
}
