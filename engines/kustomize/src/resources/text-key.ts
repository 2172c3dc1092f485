import { KustomizeError } from '../errors.ts'
import { resolveCreated } from '../transform/scalar-value.ts'

/**
 * kustomize writes the keys it makes without quotes, so that one which reads as a number, a boolean, null or a time is
 * none that its JSON could have.
 * @throws KustomizeError for such a key
 */
export function requireTextKey(key: string, where: string): void {
  if (key === '' || resolveCreated(key) === key) return
  throw new KustomizeError(
    `the key '${key}' in ${where} is not read as text: json: unsupported type: map[interface {}]interface {}`,
  )
}
