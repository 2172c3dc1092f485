/** One mutation of a policy: what its expression makes of the object. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { CelMap, CelStruct, EvaluationError, toJson, type Value } from '@sluice/cel'
import { mergeTyped, type Type, TypedError, validateTyped } from '@sluice/merge'
import { TypeMismatch } from '../../decode/index.ts'
import { typeOf } from '../../patch/index.ts'
import { internalError } from '../../status/index.ts'
import { objectAt, textAt } from '../../strategy/values/read.ts'
import type { AdmissionRequest } from '../chain.ts'
import type { ExpressionRun } from '../expression-run.ts'
import { patchObject } from '../json-patch.ts'
import { mutatedObject } from '../mutated-object.ts'

/** A mutation that cannot be made; the message is for users. */
export class MutationFailed extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MutationFailed'
  }
}

type WithObject = AdmissionRequest & { readonly object: JsonObject }

/**
 * The object after the mutation, with defaults.
 * @throws MutationFailed; an internal error where a JSON patch makes a value that its field cannot hold
 */
export function mutationResult(mutation: JsonObject, request: WithObject, run: ExpressionRun): JsonObject {
  const isPatch = textAt(mutation, 'patchType') === 'JSONPatch'
  const source = textAt(objectAt(mutation, isPatch ? 'jsonPatch' : 'applyConfiguration'), 'expression')
  const outcome = run.evaluate(source)
  if (outcome.type === 'error') throw new MutationFailed(outcome.message)
  const changed = isPatch ? patched(request.object, outcome.value) : applied(request, outcome.value)
  try {
    return mutatedObject(request, changed)
  } catch (error) {
    if (error instanceof TypeMismatch && isPatch) throw internalError(error.message)
    if (error instanceof TypeMismatch) throw new MutationFailed(error.message)
    throw error
  }
}

function patched(object: JsonObject, value: Value): JsonObject {
  const operations = asJson(value)
  // kube-apiserver: what an operation does not say is an empty text.
  const told = Array.isArray(operations) ? operations : []
  const whole = told.map(each => (isJsonObject(each) ? { op: '', path: '', ...each } : each))
  const outcome = patchObject(object, whole)
  // A test that fails means that the patch is not for this object.
  if (outcome.type === 'tested') return object
  if (outcome.type === 'failed') throw new MutationFailed(`JSON Patch: ${outcome.message}`)
  return outcome.object
}

function applied(request: WithObject, value: Value): JsonObject {
  requireTypeNames(value)
  const given = asJson(value)
  const { apiVersion, kind } = request.resourceType
  const patch: JsonObject = { ...(isJsonObject(given) ? given : {}), apiVersion, kind }
  const type = typeOf(request.resourceType)
  try {
    validateTyped(type, patch)
  } catch (error) {
    if (!(error instanceof TypedError)) throw error
    const why = `failed to convert patch object to typed object: ${error.message}`
    throw new MutationFailed(`error applying patch: ${why}`)
  }
  const atomics = atomicPaths(type, patch, '')
  if (atomics.length > 0) {
    const why = `invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`
    throw new MutationFailed(`error applying patch: ${why}`)
  }
  const merged = mergeTyped(type, request.object, patch)
  return isJsonObject(merged) ? merged : request.object
}

function asJson(value: Value): JsonValue {
  try {
    return toJson(value)
  } catch (error) {
    if (error instanceof EvaluationError) throw new MutationFailed(error.message)
    throw error
  }
}

/** Messages are named after the fields they are in: `Object.spec` in `spec`. */
function requireTypeNames(value: Value): void {
  const problems = [...typeNameProblems(value, 'Object')]
  if (problems.length > 0) throw new MutationFailed(`type mismatch: ${problems.join('\n')}`)
}

function* typeNameProblems(value: Value, expected: string): Generator<string> {
  if (value instanceof CelStruct) {
    if (value.typeName !== expected) {
      yield `unexpected type name ${JSON.stringify(value.typeName)}, expected ${JSON.stringify(expected)}, which matches field name path from root Object type`
    }
    for (const [name, field] of value.fields) yield* typeNameProblems(field, `${expected}.${name}`)
  } else if (value instanceof CelMap) {
    for (const member of value.entries.values()) yield* typeNameProblems(member, expected)
  } else if (Array.isArray(value)) {
    for (const item of value) yield* typeNameProblems(item, expected)
  }
}

/** Where a patch sets something that can only be replaced as a whole, which is easily done without meaning it. */
function atomicPaths(type: Type, value: JsonValue, path: string): readonly string[] {
  if (isJsonObject(value) && type.map) {
    const { map } = type
    return [
      ...(map.isAtomic ? [path] : []),
      ...Object.entries(value).flatMap(([name, member]) => {
        const field = map.fields.get(name)
        return field && member !== undefined ? atomicPaths(field.type, member, `${path}.${name}`) : []
      }),
    ]
  }
  if (Array.isArray(value) && type.list) {
    const { list } = type
    return [
      ...(list.isAssociative ? [] : [path]),
      ...value.flatMap((item, i) => atomicPaths(list.item.type, item, `${path}[${i}]`)),
    ]
  }
  return []
}
