/** One HTTPS call to a webhook; failures are told as Go's HTTP client tells them. @module */
import { type RequestOptions, request } from 'node:https'
import { type Endpoint, shownUrl } from './endpoint.ts'
import { networkProblem } from './network-problem.ts'

/** A call that failed; the message is what users see. */
export class CallFailed extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CallFailed'
  }
}

export interface PostOptions {
  readonly endpoint: Endpoint
  readonly body: string
  /** Sent to the webhook as `?timeout=10s`. */
  readonly timeoutSeconds: number
}

export interface PostResult {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly retryAfter: number
}

/** Answers are small; one that is larger is cut off by failing the call. */
const largestAnswer = 16 * 1024 * 1024

/**
 * Posts JSON.
 * @throws CallFailed
 */
export function post({ endpoint, body, timeoutSeconds }: PostOptions): Promise<PostResult> {
  const shown = shownUrl(endpoint, `timeout=${timeoutSeconds}s`)
  const fail = (why: string) => new CallFailed(`Post ${JSON.stringify(shown)}: ${why}`)
  return new Promise((resolve, reject) => {
    let options: RequestOptions
    try {
      options = optionsOf(endpoint, body, timeoutSeconds)
    } catch (error) {
      reject(fail(error instanceof Error ? error.message : String(error)))
      return
    }
    const call = request(options, response => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > largestAnswer) call.destroy(new Error('the answer is too large'))
        else chunks.push(chunk)
      })
      response.on('end', () => {
        clearTimeout(timer)
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks).toString('utf8'),
          retryAfter: Number(response.headers['retry-after'] ?? 0) || 0,
        })
      })
      response.on('error', error => call.destroy(error))
    })
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      call.destroy()
    }, timeoutSeconds * 1000)
    call.once('close', () => clearTimeout(timer))
    call.once('error', error => {
      reject(fail(isLate ? 'context deadline exceeded' : networkProblem(error, endpoint, options)))
    })
    call.end(body)
  })
}

function optionsOf(endpoint: Endpoint, body: string, timeoutSeconds: number): RequestOptions {
  const { url, address, serverName, ca } = endpoint
  const target = address?.() ?? {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 443),
  }
  return {
    method: 'POST',
    host: target.host,
    port: target.port,
    path: `${url.pathname}?timeout=${timeoutSeconds}s`,
    ...(/^[\d.]+$|:/.test(serverName) ? {} : { servername: serverName }),
    ...(ca === undefined ? {} : { ca }),
    agent: false,
    headers: {
      host: address ? `${serverName}:${url.port || '443'}` : url.host,
      accept: 'application/json, */*',
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'kube-apiserver-admission',
    },
    checkServerIdentity: identityCheck(serverName),
  }
}

function identityCheck(serverName: string): NonNullable<RequestOptions['checkServerIdentity']> {
  return (_host, certificate) => {
    const problem = nameProblem(serverName, certificate.subjectaltname ?? '')
    return problem === undefined ? undefined : new Error(problem)
  }
}

/** What Go says of a certificate that is for other names; only alternative names count. */
function nameProblem(name: string, alternatives: string): string | undefined {
  const names = alternatives.split(', ').filter(Boolean)
  const of = (kind: string) =>
    names.filter(each => each.startsWith(`${kind}:`)).map(each => each.slice(kind.length + 1))
  const isAddress = /^[\d.]+$|:/.test(name)
  if (isAddress) {
    const known = of('IP Address')
    if (known.includes(name)) return undefined
    return `x509: ${
      known.length === 0
        ? `cannot validate certificate for ${name} because it doesn't contain any IP SANs`
        : `certificate is valid for ${known.join(', ')}, not ${name}`
    }`
  }
  const known = of('DNS')
  if (known.some(each => matchesName(each, name))) return undefined
  if (names.length === 0) {
    return 'x509: certificate relies on legacy Common Name field, use SANs instead'
  }
  if (known.length === 0) {
    return `x509: certificate is not valid for any names, but wanted to match ${name}`
  }
  return `x509: certificate is valid for ${known.join(', ')}, not ${name}`
}

function matchesName(pattern: string, name: string): boolean {
  if (!pattern.startsWith('*.')) return pattern.toLowerCase() === name.toLowerCase()
  const dot = name.indexOf('.')
  return dot > 0 && name.slice(dot).toLowerCase() === pattern.slice(1).toLowerCase()
}
