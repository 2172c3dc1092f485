import { X509Certificate } from 'node:crypto'
import { getCACertificates } from 'node:tls'
import type { TlsOptions } from './options.ts'

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** Node's TLS options. What is no certificate in `ca` is passed over: trust then falls to the system's authorities. */
export function tlsSettings(options: TlsOptions | undefined): {
  readonly ca?: string[]
  readonly cert?: string
  readonly key?: string
  readonly rejectUnauthorized?: false
} {
  if (!options) return {}
  const own = (options.ca?.match(certificate) ?? []).filter(isCertificate)
  return {
    ...(own.length > 0 ? { ca: [...getCACertificates('default'), ...own] } : {}),
    ...(options.cert && options.key ? { cert: options.cert, key: options.key } : {}),
    ...(options.skipVerify ? { rejectUnauthorized: false as const } : {}),
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem) !== undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}
