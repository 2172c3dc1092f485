import { errorCauses, errorListText, type FieldError } from '@sluice/openapi'
import { ApiError } from './api-error.ts'

export {
  duplicate,
  errorText,
  type FieldError,
  forbiddenField,
  invalid,
  notFoundField,
  notSupported,
  required,
  tooLong,
} from '@sluice/openapi'

/** The 422 that lists what is wrong with an object. */
export function invalidObject(
  type: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): ApiError {
  const qualified = type.group ? `${type.kind}.${type.group}` : type.kind
  return new ApiError({
    code: 422,
    reason: 'Invalid',
    message: `${qualified} ${JSON.stringify(name)} is invalid${errors.length > 0 ? `: ${errorListText(errors)}` : ''}`,
    details: { name, group: type.group, kind: type.kind, causes: errorCauses(errors) },
  })
}
