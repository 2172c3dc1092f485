import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { applyJsonPatch, applyMergePatch, JsonPatchError } from '@sluice/merge'
import { fieldProblems } from '../http/duplicate-fields.ts'
import { ApiError, badRequest, tooLarge } from '../status/index.ts'
import { goKind, parsePatchBody, requireObject } from './json-body.ts'
import type { PatchRequest } from './patch.ts'
import type { Patched } from './patched-object.ts'
import { declared, mergedText, operatedText } from './patched-text.ts'

const maxOperations = 10_000

/** A JSON patch applied to what is stored. */
export function jsonPatchBody({ body, current, fieldValidation, resourceType }: PatchRequest): Patched {
  const validates = fieldValidation !== 'Ignore'
  const prefix = validates ? 'error decoding patch: ' : ''
  const { value } = parsePatchBody(body, fieldValidation, prefix)
  const list = operationsIn(value, { prefix, validates })
  if (list.length > maxOperations) {
    throw tooLarge(
      `Request entity too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${list.length}`,
    )
  }
  try {
    const value = applyJsonPatch(current ?? {}, list)
    const strict = validates ? operationProblems(body, list) : []
    return { value, strict, shown: () => operatedText(declared(current ?? {}, resourceType), list) }
  } catch (error) {
    if (error instanceof JsonPatchError) throw inapplicable()
    throw error
  }
}

/** Only where fields are validated, operations are read as such. */
function operationsIn(
  value: JsonValue,
  { prefix, validates }: { readonly prefix: string; readonly validates: boolean },
): readonly JsonValue[] {
  const refuse = (given: JsonValue, target: string) =>
    badRequest(`${prefix}json: cannot unmarshal ${goKind(given)} into Go ${target}`)
  if (value === null) return []
  const [patch, operation] = validates
    ? ['[]handlers.jsonPatchOp', 'handlers.jsonPatchOp']
    : ['jsonpatch.Patch', 'jsonpatch.Operation']
  if (!Array.isArray(value)) throw refuse(value, `value of type ${patch}`)
  for (const each of value) {
    if (each === null) continue
    if (!isJsonObject(each)) throw refuse(each, `value of type ${operation}`)
    for (const name of validates ? ['op', 'path', 'from'] : []) {
      const member = each[name] ?? ''
      if (typeof member !== 'string') throw refuse(member, `struct field jsonPatchOp.${name} of type string`)
    }
  }
  return value
}

const operationMembers: ReadonlySet<string> = new Set(['op', 'path', 'from', 'value'])

/** What strict validation says of the operations themselves. */
function operationProblems(body: string, list: readonly JsonValue[]): readonly string[] {
  const unknown = list.flatMap((each, i) => {
    const members = isJsonObject(each) ? Object.keys(each) : []
    return members.filter(name => !operationMembers.has(name)).map(name => `[${i}].${name}`)
  })
  return fieldProblems(body, unknown).map(text => `json patch ${text}`)
}

/** Kubernetes does not say what is wrong with a patch that cannot be applied. */
export function inapplicable(): ApiError {
  return new ApiError({
    code: 422,
    reason: 'Invalid',
    message: 'the server rejected our request due to an error in our request',
    details: {},
  })
}

/** A merge patch applied to what is stored. */
export function mergePatchBody({ body, current, fieldValidation, resourceType }: PatchRequest): Patched {
  const prefix = 'error decoding patch: '
  const { value: given, duplicates } = parsePatchBody(body, fieldValidation, prefix)
  const patch = requireObject(given, prefix)
  if (!patch) throw badRequest('Invalid JSON Patch')
  const value = applyMergePatch(current ?? {}, patch)
  const strict = duplicates.map(path => `duplicate field ${JSON.stringify(path)}`)
  return { value, strict, shown: () => mergedText(value, patch, current ?? {}, resourceType) }
}
