import { X509Certificate } from 'node:crypto'
import type { TlsOptions } from '@sluice/io/http'
import { readSecretAt, type SecretAt, type SecretData, SecretError, textOf } from './secret-data.ts'

/** Keys, and the names they had before. */
const keys = { ca: ['ca.crt', 'caFile'], cert: ['tls.crt', 'certFile'], key: ['tls.key', 'keyFile'] } as const

/** Authorities and client certificate that a Secret describes. @throws SecretError */
export async function readTls(at: SecretAt): Promise<TlsOptions> {
  return checkedTls(await readSecretAt(at), `${at.namespace}/${at.name}`)
}

/** Authorities, a client certificate with its key, or all three. @throws SecretError */
export function checkedTls(data: SecretData, name: string): TlsOptions {
  const secret = `secret '${name}'`
  const tls = tlsIn(data)
  const [ca, cert, key] = [keys.ca[0], keys.cert[0], keys.key[0]]
  if (tls.cert && !tls.key) throw new SecretError(`${secret} contains '${cert}' but missing '${key}'`)
  if (tls.key && !tls.cert) throw new SecretError(`${secret} contains '${key}' but missing '${cert}'`)
  if (!tls.ca && !tls.cert)
    throw new SecretError(`${secret} must contain either '${ca}' or both '${cert}' and '${key}'`)
  requireReadable(tls)
  return tls
}

/** What is no certificate would be noticed by the server first, if at all. */
function requireReadable({ ca, cert, key }: TlsOptions): void {
  const pair = 'failed to parse TLS certificate and key: tls:'
  if (cert !== undefined && !isCertificate(cert))
    throw new SecretError(`${pair} failed to find any PEM data in certificate input`)
  if (key !== undefined && !/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(key))
    throw new SecretError(`${pair} failed to find any PEM data in key input`)
  if (ca !== undefined && !isCertificate(ca)) throw new SecretError('failed to parse CA certificate')
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

/** What a Secret has of TLS, which may be nothing. */
export function tlsIn(data: SecretData): TlsOptions {
  const find = (names: readonly string[]): string => names.map(name => textOf(data[name])).find(Boolean) ?? ''
  const [ca, cert, key] = [find(keys.ca), find(keys.cert), find(keys.key)]
  return { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) }
}
