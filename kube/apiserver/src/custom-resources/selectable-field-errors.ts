import type { JsonObject } from '@sluice/base/json'
import {
  duplicate,
  type FieldError,
  followFieldPath,
  invalid,
  required,
  type Schema,
  tooMany,
} from '@sluice/openapi'
import { stringAt } from '../verbs/object.ts'

const most = 8
const selectableTypes = new Set(['string', 'boolean', 'integer'])

/** What is wrong with the fields that selectors may use. */
export function selectableFieldErrors(
  fields: readonly JsonObject[],
  schema: Schema | undefined,
  path: string,
): readonly FieldError[] {
  if (fields.length === 0 || !schema) return []
  const seen = new Set<string>()
  const errors = fields.flatMap((field, i) =>
    oneField(stringAt(field, 'jsonPath'), schema, `${path}[${i}].jsonPath`, seen),
  )
  return seen.size > most ? [...errors, tooMany(path, seen.size, most)] : errors
}

function oneField(jsonPath: string, schema: Schema, path: string, seen: Set<string>): readonly FieldError[] {
  if (jsonPath === '') return [required(path)]
  const found = followFieldPath(jsonPath, schema, { keys: false })
  if (found.type === 'error') return [invalid(path, jsonPath, `is an invalid path: ${found.why}`)]
  const errors: FieldError[] = []
  if (found.root === 'metadata') errors.push(invalid(path, jsonPath, 'must not point to fields in metadata'))
  if (!selectableTypes.has(found.schema.type ?? '')) {
    const why =
      'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.'
    errors.push(invalid(path, jsonPath, why))
  }
  if (seen.has(found.path)) errors.push(duplicate(path, jsonPath))
  seen.add(found.path)
  return errors
}
