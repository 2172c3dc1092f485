import { parseUrl } from '../../functions/urls/parse-url.ts'
import { hostName, type Url } from '../../functions/urls/url.ts'
import { checkIpv6 } from './hosts.ts'

/** What is wrong with a text that has to be an absolute URI. */
export function checkUri(text: string): string | undefined {
  const url = read(text)
  if (typeof url === 'string') return url
  return url.scheme === '' ? 'relative url' : undefined
}

/** What is wrong with a text that has to be a URI or a relative reference. */
export function checkUriReference(text: string): string | undefined {
  if (text.includes('\\')) return 'contains \\'
  const url = read(text)
  return typeof url === 'string' ? url : undefined
}

/** What is wrong with a text that has to be a URI template: braces in its path that do not pair. */
export function checkUriTemplate(text: string): string | undefined {
  const url = read(text)
  if (typeof url === 'string') return url
  const path = /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?(?:\/\/[^/?#]*)?([^?#]*)/.exec(text)?.[1] ?? ''
  for (const part of path.split('/')) {
    const reason = checkBraces(part)
    if (reason) return reason
  }
  return undefined
}

function checkBraces(text: string): string | undefined {
  let isOpen = false
  for (const brace of text.match(/[{}]/g) ?? []) {
    if (isOpen === (brace === '{')) return 'nested curly braces'
    isOpen = !isOpen
  }
  return isOpen ? 'no matching closing brace' : undefined
}

/** The URL, or what is wrong with it. */
function read(text: string): Url | string {
  let url: Url
  try {
    url = parseUrl(text)
  } catch (error) {
    if (error instanceof Error) return error.message
    throw error
  }
  const host = hostName(url.host)
  if (!host.includes(':')) return url
  if (!url.host.includes('[') || !url.host.includes(']')) return 'ipv6 address not enclosed in brackets'
  const reason = checkIpv6(host)
  return reason === undefined ? url : `invalid ipv6 address: ${reason}`
}
