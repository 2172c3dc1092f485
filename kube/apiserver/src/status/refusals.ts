import { ApiError, type StatusCause } from './api-error.ts'

/** A resource as messages name it. */
export interface Named {
  readonly group: string
  readonly plural: string
}

const qualified = (type: Named) => (type.group ? `${type.plural}.${type.group}` : type.plural)
const about = (type: Named, name: string) => ({ name, group: type.group, kind: type.plural })

export function notFound(type: Named, name: string): ApiError {
  return new ApiError({
    code: 404,
    reason: 'NotFound',
    message: `${qualified(type)} ${JSON.stringify(name)} not found`,
    details: about(type, name),
  })
}

/** The path names no resource of a known group. */
export function noSuchResource(): ApiError {
  return new ApiError({
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
    details: {},
  })
}

export function alreadyExists(type: Named, name: string): ApiError {
  return new ApiError({
    code: 409,
    reason: 'AlreadyExists',
    message: `${qualified(type)} ${JSON.stringify(name)} already exists`,
    details: about(type, name),
  })
}

export const modifiedText =
  'the object has been modified; please apply your changes to the latest version and try again'

export function conflict(
  type: Named,
  name: string,
  why: string = modifiedText,
  causes?: readonly StatusCause[],
): ApiError {
  return new ApiError({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${qualified(type)} ${JSON.stringify(name)}: ${why}`,
    details: { ...about(type, name), ...(causes ? { causes } : {}) },
  })
}

export function forbidden(type: Named, name: string, why: string): ApiError {
  const subject = name ? `${qualified(type)} ${JSON.stringify(name)}` : qualified(type)
  return new ApiError({
    code: 403,
    reason: 'Forbidden',
    message: type.plural ? `${subject} is forbidden: ${why}` : `forbidden: ${why}`,
    details: about(type, name),
  })
}

export function badRequest(message: string): ApiError {
  return new ApiError({ code: 400, reason: 'BadRequest', message })
}

export function unauthorized(): ApiError {
  return new ApiError({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' })
}

export function methodNotAllowed(): ApiError {
  return new ApiError({
    code: 405,
    reason: 'MethodNotAllowed',
    message: 'the server does not allow this method on the requested resource',
    details: {},
  })
}

/** A verb that the resource has not, said by the resource rather than by the router. */
export function verbNotSupported(type: Named, verb: string): ApiError {
  return new ApiError({
    code: 405,
    reason: 'MethodNotAllowed',
    message: `${verb} is not supported on resources of kind ${JSON.stringify(qualified(type))}`,
    details: { group: type.group, kind: type.plural },
  })
}

/** Said by the router, before the handler of the resource is reached. */
export function notAcceptable(
  available: readonly string[] = [
    'application/json',
    'application/yaml',
    'application/vnd.kubernetes.protobuf',
  ],
): ApiError {
  return new ApiError({
    code: 406,
    reason: 'NotAcceptable',
    message: `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`,
    details: {},
  })
}

export function unsupportedMediaType(message = '415: Unsupported Media Type'): ApiError {
  return new ApiError({
    code: 415,
    reason: 'UnsupportedMediaType',
    message,
    ...(message.startsWith('415:') ? { details: {} } : {}),
  })
}

export function tooLarge(message: string): ApiError {
  return new ApiError({ code: 413, reason: 'RequestEntityTooLarge', message })
}

/** There is no room for one more. */
export function tooManyRequests(): ApiError {
  return new ApiError({
    code: 429,
    reason: 'TooManyRequests',
    message: 'Too many requests, please try again later.',
    headers: { 'retry-after': '1' },
  })
}

/** The request took longer than any may. */
export function timedOut(): ApiError {
  return new ApiError({
    code: 504,
    reason: 'Timeout',
    message: 'Timeout: request did not complete within the allotted timeout',
    details: {},
  })
}

/** The version asked for is compacted. */
export function expired(message: string, continueToken?: string): ApiError {
  return new ApiError({ code: 410, reason: 'Expired', message, continueToken })
}

/** An error without a reason, as Kubernetes answers where it did not expect one. */
export function internal(message: string): ApiError {
  return new ApiError({ code: 500, message })
}

/** `Internal error occurred: …`. */
export function internalError(why: string): ApiError {
  return new ApiError({
    code: 500,
    reason: 'InternalError',
    message: `Internal error occurred: ${why}`,
    details: { causes: [{ message: why }] },
  })
}
