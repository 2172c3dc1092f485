/** Paths inside volumes. @module */
import { type FieldError, invalid } from '../../status/index.ts'

/** A path that stays below where it starts. */
export function* descendingPathErrors(path: string, field: string): Generator<FieldError> {
  if (path.startsWith('/')) yield invalid(field, path, 'must be a relative path')
  yield* backstepErrors(path, field)
}

/** As `descendingPathErrors`; names with two leading dots are reserved. */
export function* unreservedPathErrors(path: string, field: string): Generator<FieldError> {
  yield* descendingPathErrors(path, field)
  if (path.startsWith('..') && !path.startsWith('../')) yield invalid(field, path, "must not start with '..'")
}

/** A path without `..`. */
export function* backstepErrors(path: string, field: string): Generator<FieldError> {
  if (path.split('/').includes('..')) yield invalid(field, path, "must not contain '..'")
}
