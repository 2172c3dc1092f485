/**
 * What went wrong below HTTP, in the words people know from Go's tools and search for:
 * `Get "URL": dial tcp 127.0.0.1:9: connect: connection refused`.
 * @module
 */

/** A request that got no answer. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
}

const connectFailures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  EACCES: 'permission denied',
}

const unknownAuthority = 'tls: failed to verify certificate: x509: certificate signed by unknown authority'
const tlsFailures: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  CERT_HAS_EXPIRED: 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  CERT_NOT_YET_VALID: 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'remote error: tls: certificate required',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE': 'remote error: tls: handshake failure',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'remote error: tls: handshake failure',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'remote error: tls: unknown certificate authority',
  ERR_SSL_WRONG_VERSION_NUMBER: 'http: server gave HTTP response to HTTPS client',
}

/** Where a request was going. */
export interface Attempt {
  readonly method: string
  readonly url: string
  /** Whether the connection is to a proxy. */
  readonly isProxied: boolean
  readonly signal?: AbortSignal
}

/** Turns what Node threw into a `NetworkError`. */
export function networkError(error: unknown, attempt: Attempt): NetworkError {
  const method = attempt.method.charAt(0) + attempt.method.slice(1).toLowerCase()
  const what = attempt.signal?.aborted ? abortText(attempt.signal) : describe(error, attempt)
  return new NetworkError(`${method} "${attempt.url}": ${what}`, { cause: error })
}

/** Whether time is up or somebody lost interest. */
export function abortText(signal: AbortSignal): string {
  const { reason } = signal
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? 'context deadline exceeded'
    : 'context canceled'
}

function describe(error: unknown, attempt: Attempt): string {
  const first = firstOf(error)
  const { code, address, port, hostname } = first
  const dial = attempt.isProxied ? 'proxyconnect tcp: dial tcp' : 'dial tcp'
  const target = address === undefined ? '' : ` ${address.includes(':') ? `[${address}]` : address}:${port}`
  if (code && connectFailures[code]) return `${dial}${target}: connect: ${connectFailures[code]}`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `${dial}: lookup ${hostname}: no such host`
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return `${dial}${target}: i/o timeout`
  if (code === 'ECONNRESET') return 'read: connection reset by peer'
  if (code === 'UND_ERR_SOCKET') return 'EOF'
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'i/o timeout'
  if (code && tlsFailures[code]) return tlsFailures[code]
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `tls: failed to verify certificate: x509: certificate is not valid for ${hostname ?? 'this name'}`
  }
  return first.message
}

interface Described {
  readonly message: string
  readonly code?: string
  readonly address?: string
  readonly port?: number
  readonly hostname?: string
}

/** Node tries each address of a name and reports all failures together. */
function firstOf(error: unknown): Described {
  if (error instanceof AggregateError && error.errors.length > 0) return firstOf(error.errors[0])
  if (!(error instanceof Error)) return { message: String(error) }
  const { code, address, port, hostname, host } = error as Error & Record<string, unknown>
  return {
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof address === 'string' ? { address } : {}),
    ...(typeof port === 'number' ? { port } : {}),
    ...(typeof hostname === 'string' ? { hostname } : typeof host === 'string' ? { hostname: host } : {}),
  }
}
