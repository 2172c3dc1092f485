import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, required } from '@sluice/openapi'
import { stringAt } from '../verbs/object.ts'

/** What is wrong with the paths of the scale subresource. */
export function subresourceErrors(subresources: JsonObject | undefined, path: string): readonly FieldError[] {
  const scale = subresources?.['scale']
  if (!isJsonObject(scale)) return []
  const selector = stringAt(scale, 'labelSelectorPath')
  return [
    ...neededPath(
      stringAt(scale, 'specReplicasPath'),
      ['.spec.'],
      'under .spec',
      `${path}.scale.specReplicasPath`,
    ),
    ...neededPath(
      stringAt(scale, 'statusReplicasPath'),
      ['.status.'],
      'under .status',
      `${path}.scale.statusReplicasPath`,
    ),
    ...(selector === ''
      ? []
      : neededPath(
          selector,
          ['.spec.', '.status.'],
          'under either .spec or .status',
          `${path}.scale.labelSelectorPath`,
        )),
  ]
}

function neededPath(
  value: string,
  prefixes: readonly string[],
  where: string,
  path: string,
): readonly FieldError[] {
  if (value === '') return [required(path)]
  const errors = simplePathErrors(value, path)
  if (errors.length > 0 || prefixes.some(prefix => value.startsWith(prefix))) return errors
  return [invalid(path, value, `should be a json path ${where}`)]
}

/** Paths begin with a dot; what follows is not looked at. */
export function simplePathErrors(value: string, path: string): readonly FieldError[] {
  return value.startsWith('.') ? [] : [invalid(path, value, 'must be a simple json path starting with .')]
}
