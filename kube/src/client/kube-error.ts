import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/** metav1.Status as an API server answers a refused request. */
export interface Status {
  readonly code: number
  readonly reason: string
  readonly message: string
  readonly details?: JsonObject
}

/** A request that the API server refused. The message is the server's. */
export class KubeError extends Error {
  override readonly name = 'KubeError'
  readonly status: Status

  constructor(status: Status) {
    super(status.message)
    this.status = status
  }
}

/** A kind that the server does not serve. */
export class UnknownKindError extends Error {
  override readonly name = 'UnknownKindError'

  constructor(apiVersion: string, kind: string) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"`)
  }
}

/** Whether the error says that the object does not exist. */
export function isNotFound(error: unknown): error is KubeError {
  return error instanceof KubeError && error.status.code === 404
}

/** Whether the error says that the object changed meanwhile. */
export function isConflict(error: unknown): error is KubeError {
  return error instanceof KubeError && error.status.code === 409 && error.status.reason !== 'AlreadyExists'
}

/** Whether the error says that an object of that name exists. */
export function isAlreadyExists(error: unknown): error is KubeError {
  return error instanceof KubeError && error.status.reason === 'AlreadyExists'
}

/** Whether a list or watch cannot continue from the version asked for. */
export function isExpired(error: unknown): error is KubeError {
  return error instanceof KubeError && error.status.code === 410
}

/** Whether the server has not come to the version asked for: it was set back, as after a restore. */
export function isVersionTooLarge(error: unknown): error is KubeError {
  return error instanceof KubeError && /too large resource version/i.test(error.status.message)
}

const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

/** The error that an answer with this code and body means. `body` is the parsed JSON, or the text if it is none. */
export function kubeErrorOf(code: number, body: JsonValue | undefined, request: string): KubeError {
  if (isJsonObject(body) && body['kind'] === 'Status') {
    const { reason, message, details } = body
    return new KubeError({
      code: typeof body['code'] === 'number' ? body['code'] : code,
      reason: typeof reason === 'string' ? reason : '',
      message: typeof message === 'string' && message ? message : defaultMessage(code, request),
      ...(isJsonObject(details) ? { details } : {}),
    })
  }
  const text = typeof body === 'string' ? body.trim().slice(0, 500) : ''
  const message = text && code !== 404 ? `${request}: ${code} ${text}` : defaultMessage(code, request)
  return new KubeError({
    code,
    reason: reasons[code] ?? (code >= 500 ? 'InternalError' : 'Unknown'),
    message,
  })
}

function defaultMessage(code: number, request: string): string {
  return code === 404
    ? 'the server could not find the requested resource'
    : `${request}: the server answered with code ${code}`
}
