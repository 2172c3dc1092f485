/** JSON patches that webhooks and policies send, and what is said of those that do not apply. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { applyJsonPatch, JsonPatchError } from '@sluice/merge'

export type PatchOutcome =
  | { readonly type: 'patched'; readonly object: JsonObject }
  /** A `test` operation did not hold. */
  | { readonly type: 'tested'; readonly message: string }
  | { readonly type: 'failed'; readonly message: string }

/** Applies the operations, all or none. */
export function patchObject(object: JsonObject, operations: readonly JsonValue[]): PatchOutcome {
  try {
    const result = applyJsonPatch(object, operations)
    return { type: 'patched', object: isJsonObject(result) ? result : object }
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error
    return failureOf(object, operations, error.index)
  }
}

function failureOf(object: JsonObject, operations: readonly JsonValue[], index: number): PatchOutcome {
  const operation = operations[index]
  const fields = isJsonObject(operation) ? operation : {}
  const [op, path, from] = [String(fields['op']), String(fields['path']), String(fields['from'])]
  // What the operation met: those before it did apply.
  const met = applyJsonPatch(object, operations.slice(0, index))
  const hasParent = parentOf(met, op === 'copy' || op === 'move' ? from : path) !== undefined
  const key = path.slice(path.lastIndexOf('/') + 1)
  switch (op) {
    case 'test':
      return { type: 'tested', message: `testing value ${path} failed: test failed` }
    case 'add':
      return failed(`add operation does not apply: doc is missing path: "${path}": missing value`)
    case 'remove':
      return failed(
        hasParent
          ? `error in remove for path: '${path}': Unable to remove nonexistent key: ${key}: missing value`
          : `remove operation does not apply: doc is missing path: "${path}": missing value`,
      )
    case 'replace':
      return failed(
        `replace operation does not apply: doc is missing ${hasParent ? 'key' : 'path'}: ${path}: missing value`,
      )
    case 'move':
    case 'copy':
      return failed(`${op} operation does not apply: doc is missing from path: ${from}: missing value`)
    default:
      return failed(`Unexpected kind: ${fields['op'] === undefined ? 'unknown' : op}`)
  }
}

const failed = (message: string): PatchOutcome => ({ type: 'failed', message })

/** What holds the member that a pointer names, if it is there. */
function parentOf(document: JsonValue, pointer: string): JsonValue | undefined {
  const keys = pointer.split('/').slice(1, -1)
  return keys.reduce<JsonValue | undefined>((at, key) => {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(at)) return at[Number(name)]
    return isJsonObject(at) ? at[name] : undefined
  }, document)
}
