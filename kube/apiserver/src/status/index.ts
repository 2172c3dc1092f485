/** Answers that are not the asked-for one: Status objects in Kubernetes' words. @module */
export { ApiError, successStatus } from './api-error.ts'
export {
  duplicate,
  errorText,
  type FieldError,
  forbiddenField,
  invalid,
  invalidObject,
  notFoundField,
  notSupported,
  required,
  tooLong,
} from './field-error.ts'
export {
  alreadyExists,
  badRequest,
  conflict,
  expired,
  forbidden,
  internal,
  internalError,
  methodNotAllowed,
  noSuchResource,
  notAcceptable,
  notFound,
  timedOut,
  tooLarge,
  tooManyRequests,
  unauthorized,
  unsupportedMediaType,
  verbNotSupported,
} from './refusals.ts'
