import type { RequestOptions } from 'node:https'
import type { Endpoint } from './endpoint.ts'

/** Words for what Node's TLS library found wrong with a chain of certificates. */
const certificateProblems: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate signed by unknown authority',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate signed by unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate signed by unknown authority',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate signed by unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate signed by unknown authority',
  CERT_HAS_EXPIRED: 'certificate has expired or is not yet valid',
  CERT_NOT_YET_VALID: 'certificate has expired or is not yet valid',
  INVALID_PURPOSE: 'certificate specifies an incompatible key usage',
}

/** A failed connection in the words of Go's network library. */
export function networkProblem(
  error: Error & { readonly code?: string },
  endpoint: Endpoint,
  options: RequestOptions,
): string {
  const host = String(options.host ?? endpoint.serverName)
  const where = `${host.includes(':') ? `[${host}]` : host}:${options.port}`
  const code = error.code ?? ''
  const problem = certificateProblems[code]
  if (problem !== undefined) return `tls: failed to verify certificate: x509: ${problem}`
  if (error.message.startsWith('x509: ')) return `tls: failed to verify certificate: ${error.message}`
  switch (code) {
    case 'ECONNREFUSED':
      return `dial tcp ${where}: connect: connection refused`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `dial tcp: lookup ${host}: no such host`
    case 'EHOSTUNREACH':
      return `dial tcp ${where}: connect: no route to host`
    case 'ENETUNREACH':
      return `dial tcp ${where}: connect: network is unreachable`
    case 'ETIMEDOUT':
      return `dial tcp ${where}: connect: connection timed out`
    case 'ECONNRESET':
      return 'EOF'
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return 'http: server gave HTTP response to HTTPS client'
    default:
      return error.message
  }
}
