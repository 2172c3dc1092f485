import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import {
  dns1035Label,
  dns1123Subdomain,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '@sluice/openapi'
import { stringAt, stringsAt } from '../verbs/object.ts'

const path = 'spec.conversion'
const clientPath = `${path}.webhookClientConfig`
const reviewsPath = `${path}.conversionReviewVersions`
const strategies = ['None', 'Webhook']

/** What is wrong with the conversion between versions. */
export function conversionErrors(conversion: JsonObject): readonly FieldError[] {
  if (Object.keys(conversion).length === 0) return []
  const strategy = stringAt(conversion, 'strategy')
  const webhook = conversion['webhook']
  const client = isJsonObject(webhook) ? webhook['clientConfig'] : undefined
  const reviews = isJsonObject(webhook) ? stringsAt(webhook, 'conversionReviewVersions') : []
  const errors = strategyErrors(strategy)
  if (strategy === 'Webhook') return [...errors, ...clientErrors(client), ...reviewErrors(reviews)]
  const why = 'should not be set when strategy is not set to Webhook'
  return [
    ...errors,
    ...(isJsonObject(client) ? [forbiddenField(clientPath, why)] : []),
    ...(reviews.length > 0 ? [forbiddenField(reviewsPath, why)] : []),
  ]
}

function strategyErrors(strategy: string): readonly FieldError[] {
  if (strategy === '') return [required(`${path}.strategy`)]
  return strategies.includes(strategy) ? [] : [notSupported(`${path}.strategy`, strategy, strategies)]
}

function clientErrors(client: JsonValue | undefined): readonly FieldError[] {
  if (!isJsonObject(client)) return [required(clientPath, 'required when strategy is set to Webhook')]
  const { url, service } = client
  if ((typeof url === 'string') === isJsonObject(service)) {
    return [required(clientPath, 'exactly one of url or service is required')]
  }
  return typeof url === 'string' ? urlErrors(url) : isJsonObject(service) ? serviceErrors(service) : []
}

const form = 'desired format: https://host[/path]'

function urlErrors(url: string): readonly FieldError[] {
  const at = `${clientPath}.url`
  const parts =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:([^/?#]*)@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(
      url,
    )
  const [, scheme = '', user, host = '', , query, fragment] = parts ?? []
  const errors: FieldError[] = []
  if (scheme !== 'https') errors.push(invalid(at, scheme, `'https' is the only allowed URL scheme; ${form}`))
  if (host === '') errors.push(invalid(at, host, `host must be specified; ${form}`))
  if (user !== undefined) errors.push(invalid(at, user, 'user information is not permitted in the URL'))
  if (fragment) errors.push(invalid(at, fragment, 'fragments are not permitted in the URL'))
  if (query) errors.push(invalid(at, query, 'query parameters are not permitted in the URL'))
  return errors
}

function serviceErrors(service: JsonObject): readonly FieldError[] {
  const at = `${clientPath}.service`
  const errors: FieldError[] = []
  // Kubernetes passes the two the other way round, so each is named when the other is missing.
  if (stringAt(service, 'namespace') === '') errors.push(required(`${at}.name`))
  if (stringAt(service, 'name') === '') errors.push(required(`${at}.namespace`))
  const port = service['port']
  if (typeof port === 'number' && (port < 1 || port > 65535)) {
    errors.push(invalid(`${at}.port`, port, 'port is not valid: must be between 1 and 65535, inclusive'))
  }
  return [...errors, ...pathErrors(stringAt(service, 'path'), `${at}.path`)]
}

function pathErrors(value: string, at: string): readonly FieldError[] {
  if (value === '' || value === '/') return []
  if (value === '//') return [invalid(at, value, 'segment[0] may not be empty')]
  const errors = value.startsWith('/') ? [] : [invalid(at, value, "must start with a '/'")]
  // The first character is taken for the slash that it should be.
  const segments = value.slice(1).replace(/\/$/, '').split('/')
  const problems = segments.flatMap((segment, i) => {
    if (segment === '') return [`segment[${i}] may not be empty`]
    return dns1123Subdomain(segment).map(why => `segment[${i}]: ${why}`)
  })
  return [...errors, ...problems.map(why => invalid(at, value, why))]
}

const known = ['v1', 'v1beta1']

function reviewErrors(versions: readonly string[]): readonly FieldError[] {
  if (versions.length === 0) return [required(reviewsPath)]
  const errors = versions.flatMap((version, i) => {
    const at = `${reviewsPath}[${i}]`
    if (versions.indexOf(version) !== i) return [invalid(at, version, 'duplicate version')]
    return dns1035Label(version).map(why => invalid(at, version, why))
  })
  if (versions.some(version => known.includes(version))) return errors
  return [...errors, invalid(reviewsPath, versions, `must include at least one of ${known.join(', ')}`)]
}
