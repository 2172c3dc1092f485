import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { SecretContent } from './secret.ts'

/** TLS files. */
export interface TlsFiles {
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

/** The Secret of TLS files. @throws Error if certificate and key do not belong together */
export function tlsContent({ authority, certificate, key }: TlsFiles): SecretContent {
  const ca: Readonly<Record<string, string>> = authority ? { 'ca.crt': authority } : {}
  if (!certificate && !key) return { data: ca, type: 'Opaque' }
  if (!key) throw new Error('found certificate but missing private key')
  if (!certificate) throw new Error('found private key but missing certificate')
  checkPair(certificate, key)
  return { data: { ...ca, 'tls.crt': certificate, 'tls.key': key }, type: 'kubernetes.io/tls' }
}

function checkPair(certificate: string, key: string): void {
  const problem = pairProblem(certificate, key)
  if (problem) throw new Error(`invalid TLS certificate and key pair: tls: ${problem}`)
}

function pairProblem(certificate: string, key: string): string | undefined {
  if (!/-----BEGIN [^-]+-----[\s\S]+-----END/.test(certificate) || !isPem(certificate))
    return 'failed to find any PEM data in certificate input'
  if (!isPem(key)) return 'failed to find any PEM data in key input'
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
      ? undefined
      : 'private key does not match public key'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** A block whose body is base64. */
function isPem(text: string): boolean {
  const body = /-----BEGIN ([^-]+)-----\n([\s\S]*?)\n-----END \1-----/.exec(text)?.[2]
  return body !== undefined && /^[A-Za-z0-9+/=\s]+$/.test(body) && body.replace(/\s/g, '').length % 4 === 0
}
