/** Where webhooks are: validation of `clientConfig`. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, required } from '../../status/index.ts'
import { dnsSubdomainErrors, portErrors } from '../values/names.ts'
import { findObject, numberAt, textAt } from '../values/read.ts'

/** What is wrong with a client configuration. */
export function* clientConfigErrors(config: JsonObject, at: string): Generator<FieldError> {
  const [url, service] = [config['url'], findObject(config, 'service')]
  if ((url === undefined) === (service === undefined)) {
    yield required(at, 'exactly one of url or service is required')
  } else if (typeof url === 'string') yield* webhookUrlErrors(url, `${at}.url`)
  else if (service) yield* webhookServiceErrors(service, `${at}.service`)
}

const form = '; desired format: https://host[/path]'

/** What is wrong with the URL of a webhook. */
function* webhookUrlErrors(text: string, field: string): Generator<FieldError> {
  const problem = parseProblem(text)
  if (problem !== undefined) {
    return yield required(field, `url must be a valid URL: parse ${JSON.stringify(text)}: ${problem}${form}`)
  }
  const parts =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:([^/?#]*)@)?([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(
      text,
    )
  const [, scheme = '', user, host = '', query, fragment] = parts ?? []
  if (scheme.toLowerCase() !== 'https') {
    yield invalid(field, scheme.toLowerCase(), `'https' is the only allowed URL scheme${form}`)
  }
  if (host === '') yield invalid(field, host, `host must be specified${form}`)
  if (user !== undefined) yield invalid(field, user, 'user information is not permitted in the URL')
  if (fragment) yield invalid(field, fragment, 'fragments are not permitted in the URL')
  if (query) yield invalid(field, query, 'query parameters are not permitted in the URL')
}

/** What Go's parser of URLs says of the mistakes people make. */
function parseProblem(text: string): string | undefined {
  if (text.startsWith(':')) return 'missing protocol scheme'
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'net/url: invalid control character in URL'
  const first = text.split(/[/?#]/, 1)[0] ?? ''
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(text)
  if (!scheme && first.includes(':')) return 'first path segment in URL cannot contain colon'
  const authority = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/([^/?#]*)/.exec(text)?.[1] ?? ''
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  const odd = /[ <>"\\^`{|}]/.exec(host)
  if (odd) return `invalid character ${JSON.stringify(odd[0])} in host name`
  const port = /:([^\]:]*)$/.exec(host)?.[1]
  if (port !== undefined && !/^\d*$/.test(port))
    return `invalid port ${JSON.stringify(`:${port}`)} after host`
  return undefined
}

/** What is wrong with the Service of a webhook. */
function* webhookServiceErrors(service: JsonObject, at: string): Generator<FieldError> {
  // Kubernetes passes the two the other way round, so each is named when the other is missing.
  if (textAt(service, 'namespace') === '') yield required(`${at}.name`)
  if (textAt(service, 'name') === '') yield required(`${at}.namespace`)
  const port = numberAt(service, 'port') ?? 0
  for (const error of portErrors(port)) yield invalid(`${at}.port`, port, `port is not valid: ${error}`)
  yield* pathErrors(textAt(service, 'path'), `${at}.path`)
}

function* pathErrors(path: string, field: string): Generator<FieldError> {
  if (path === '' || path === '/') return
  if (path === '//') return yield invalid(field, path, 'segment[0] may not be empty')
  if (!path.startsWith('/')) yield invalid(field, path, "must start with a '/'")
  const segments = path.slice(1).replace(/\/$/, '').split('/')
  for (const [i, segment] of segments.entries()) {
    if (segment === '') yield invalid(field, path, `segment[${i}] may not be empty`)
    else {
      for (const error of dnsSubdomainErrors(segment)) yield invalid(field, path, `segment[${i}]: ${error}`)
    }
  }
}
