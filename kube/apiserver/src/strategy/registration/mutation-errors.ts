/** The mutations of a mutating policy. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, invalid, notSupported, required } from '../../status/index.ts'
import { findObject, objectsAt, textAt } from '../values/read.ts'
import { type ExpressionScope, expressionProblem, type Result } from './expressions.ts'

const reinvocationPolicies = ['IfNeeded', 'Never']

/** What is wrong with what a policy does. */
export function* mutationErrors(spec: JsonObject, scope: ExpressionScope): Generator<FieldError> {
  const mutations = objectsAt(spec, 'mutations')
  if (mutations.length === 0) {
    yield required('spec.mutations', 'mutations must contain at least one item')
  }
  for (const [i, mutation] of mutations.entries()) yield* oneErrors(mutation, scope, `spec.mutations[${i}]`)
  const policy = textAt(spec, 'reinvocationPolicy')
  if (!policy) yield required('spec.reinvocationPolicy')
  else if (!reinvocationPolicies.includes(policy)) {
    yield notSupported('spec.reinvocationPolicy', policy, reinvocationPolicies)
  }
}

/** Where each type of patch has its expression, and what that gives. */
const patchTypes: Readonly<Record<string, { readonly field: string; readonly result: Result }>> = {
  ApplyConfiguration: { field: 'applyConfiguration', result: 'Object' },
  JSONPatch: { field: 'jsonPatch', result: 'JSONPatches' },
}

function* oneErrors(mutation: JsonObject, scope: ExpressionScope, at: string): Generator<FieldError> {
  const type = textAt(mutation, 'patchType')
  const known = Object.hasOwn(patchTypes, type) ? patchTypes[type] : undefined
  if (!type) return yield required(`${at}.patchType`)
  if (!known) return yield notSupported(`${at}.patchType`, type, Object.keys(patchTypes))
  const own = findObject(mutation, known.field)
  if (!own) yield required(`${at}.${known.field}`, `must be specified when patchType is ${type}`)
  else {
    const source = textAt(own, 'expression').trim()
    const field = `${at}.${known.field}.expression`
    const problem = source ? expressionProblem(source, known.result, scope) : undefined
    if (!source) yield required(field)
    else if (problem !== undefined) yield invalid(field, source, problem)
  }
  for (const { field } of Object.values(patchTypes)) {
    if (field === known.field || !findObject(mutation, field)) continue
    yield invalid(`${at}.${field}`, `{${field}}`, `must not be specified when patchType is ${type}`)
  }
}
