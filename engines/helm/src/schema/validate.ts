/**
 * Validates a value by a compiled schema, in the order and with the words of the library that Helm uses.
 * @module
 */
import { type GoValue, quoteString } from '@sluice/gotemplate'
import { isTable } from '../values/table.ts'
import { escapeToken } from './json-pointer.ts'
import { areEqual, jsonTypeOf, numberOf } from './json-values.ts'
import { type Problem, quote, type ValuePath } from './problem.ts'
import { showLocation } from './resolve-url.ts'
import { SchemaError } from './schema-error.ts'
import type { JsonType, SchemaNode } from './schema-node.ts'
import { validateArray } from './validate-array.ts'
import { validateConditions } from './validate-conditions.ts'
import { validateObject } from './validate-object.ts'
import { validateNumber, validateString } from './validate-scalars.ts'
import {
  isSettled,
  mergeUnevaluated,
  pass,
  problemOf,
  type Scope,
  unevaluatedOf,
  type Validation,
  type ValidationRun,
} from './validation.ts'

/** Enough for any values people write; what is beyond comes from schemas that multiply. */
const maxSteps = 10_000_000

/** The problems of a value, none if it is valid. @throws SchemaError if validation does not end in reasonable time */
export function validate(value: GoValue, node: SchemaNode): readonly Problem[] {
  return problemsOf(value, node, { budget: maxSteps })
}

/** As `validate`, within a run. */
export function problemsOf(value: GoValue, node: SchemaNode, run: ValidationRun): readonly Problem[] {
  const problem = apply({
    value,
    path: undefined,
    node,
    scope: { node, keyword: '', depth: 0, parent: undefined },
    unevaluated: unevaluatedOf(value, node, false),
    isQuiet: false,
    run,
    problems: [],
  })
  if (!problem) return []
  return problem.type === 'group' ? problem.causes : [problem]
}

/** Applies another schema to the same value. */
export function validateSelf(
  validation: Validation,
  node: SchemaNode,
  { keyword = '', isQuiet = false } = {},
): Problem | undefined {
  const unevaluated = unevaluatedOf(validation.value, node, !isSettled(validation.unevaluated))
  const problem = apply({
    ...validation,
    node,
    scope: { node, keyword, depth: validation.scope.depth, parent: validation.scope },
    unevaluated,
    isQuiet: validation.isQuiet || isQuiet,
    problems: [],
  })
  if (!problem) mergeUnevaluated(validation.unevaluated, unevaluated)
  return problem
}

/** Applies a schema to a member or item of the value. */
export function validateMember(
  validation: Validation,
  node: SchemaNode,
  value: GoValue,
  token: string,
): Problem | undefined {
  const path: ValuePath = { parent: validation.path, token }
  return apply({
    value,
    path,
    node,
    scope: { node, keyword: '', depth: validation.scope.depth + 1, parent: validation.scope },
    unevaluated: unevaluatedOf(value, node, false),
    isQuiet: validation.isQuiet,
    run: validation.run,
    problems: [],
  })
}

function apply(validation: Validation): Problem | undefined {
  const { node, value, scope, run } = validation
  if (--run.budget < 0) throw new SchemaError('validation takes more steps than allowed')
  if (node.always !== undefined) return node.always ? undefined : problemOf(validation, () => 'false schema')
  const first = findCycle(scope)
  if (first) return problemOf(validation, () => cycleText(scope, first))
  const mismatch = checkValue(validation)
  if (mismatch) return mismatch
  if (node.ref) {
    const problem = followReference(validation, node.ref, '$ref')
    if (node.version < 2019) return problem
    pass(validation, problem)
  }
  validateByType(validation, value)
  if (validation.problems.length === 0 || !validation.isQuiet) {
    if (node.version >= 2019) followDynamicReferences(validation)
    validateConditions(validation)
    if (node.version >= 2019) validateUnevaluated(validation)
  }
  const [problem, ...others] = validation.problems
  if (others.length === 0) return problem
  return { ...problemOf(validation, () => 'validation failed', validation.problems), type: 'group' }
}

/** What the value must be; a value of another type is not looked into. */
function checkValue(validation: Validation): Problem | undefined {
  const { node, value } = validation
  const type = jsonTypeOf(value)
  if (type === 'invalid') return problemOf(validation, () => `invalid jsonType ${typeof value}`)
  if (node.types && !isOfType(value, type, node.types)) {
    return problemOf(validation, () => `got ${type}, want ${node.types?.join(' or ')}`)
  }
  const wanted = node.const
  if (wanted && !areEqual(value, wanted.value)) {
    const isShown = typeof wanted.value !== 'object' || wanted.value === null
    return problemOf(validation, () => (isShown ? `value must be ${show(wanted.value)}` : `'const' failed`))
  }
  if (node.enum && !node.enum.some(item => areEqual(value, item))) {
    const choices = node.enum
    return problemOf(validation, () => enumText(choices))
  }
  const reason = typeof value === 'string' ? node.format?.check(value) : undefined
  if (reason === undefined) return undefined
  return problemOf(validation, () => `${show(value)} is not valid ${node.format?.name}: ${reason}`)
}

function isOfType(value: GoValue, type: JsonType, wanted: readonly JsonType[]): boolean {
  return (
    wanted.includes(type) ||
    (type === 'number' && wanted.includes('integer') && Number.isInteger(numberOf(value)))
  )
}

function enumText(choices: readonly GoValue[]): string {
  if (choices.some(choice => Array.isArray(choice) || isTable(choice))) return `'enum' failed`
  const shown = choices.map(show)
  return shown.length === 1 ? `value must be ${shown[0]}` : `value must be one of ${shown.join(', ')}`
}

function show(value: GoValue): string {
  if (typeof value === 'string') return quote(value)
  return value === null ? '<nil>' : String(value)
}

function validateByType(validation: Validation, value: GoValue): void {
  if (typeof value === 'string') validateString(validation, value)
  else if (Array.isArray(value)) validateArray(validation, value)
  else if (isTable(value)) validateObject(validation, value)
  else if (jsonTypeOf(value) === 'number') validateNumber(validation, numberOf(value))
}

function followReference(validation: Validation, node: SchemaNode, keyword: string): Problem | undefined {
  const problem = validateSelf(validation, node, { keyword })
  if (!problem) return undefined
  const causes = problem.type === 'group' ? problem.causes : [problem]
  return { ...problemOf(validation, () => 'validation failed', causes), type: 'reference' }
}

function followDynamicReferences(validation: Validation): void {
  const { node, scope } = validation
  if (node.recursiveRef) {
    const target = node.recursiveRef.isRecursiveAnchor
      ? outermostRecursive(scope, node.recursiveRef)
      : node.recursiveRef
    pass(validation, followReference(validation, target, '$recursiveRef'))
  }
  if (node.dynamicRef) {
    const { target, anchor } = node.dynamicRef
    const isDynamic = anchor !== '' && target.dynamicAnchor === anchor
    const found = isDynamic ? outermostDynamic(scope, anchor, target) : target
    pass(validation, followReference(validation, found, '$dynamicRef'))
  }
}

function outermostRecursive(scope: Scope, fallback: SchemaNode): SchemaNode {
  let found = fallback
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.node.resource.isRecursiveAnchor) found = at.node
  }
  return found
}

function outermostDynamic(scope: Scope, anchor: string, fallback: SchemaNode): SchemaNode {
  let found = fallback
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    found = at.node.resource.dynamicAnchors?.get(anchor) ?? found
  }
  return found
}

function validateUnevaluated(validation: Validation): void {
  const { node, value, unevaluated } = validation
  if (node.unevaluatedProperties && isTable(value)) {
    for (const name of unevaluated.members ?? []) {
      if (Object.hasOwn(value, name)) {
        pass(validation, validateMember(validation, node.unevaluatedProperties, value[name], name))
      }
    }
    unevaluated.members = undefined
  }
  if (node.unevaluatedItems && Array.isArray(value)) {
    for (const i of unevaluated.items ?? []) {
      pass(validation, validateMember(validation, node.unevaluatedItems, value[i], String(i)))
    }
    unevaluated.items = undefined
  }
}

function findCycle(scope: Scope): Scope | undefined {
  for (let at = scope.parent; at && at.depth === scope.depth; at = at.parent) {
    if (at.node === scope.node) return at
  }
  return undefined
}

function cycleText(scope: Scope, first: Scope): string {
  const url = quoteString(locationOf(scope.node))
  return `both ${keywordPath(scope)} and ${keywordPath(first)} resolve to ${url} causing reference cycle`
}

function locationOf({ url, pointer }: SchemaNode): string {
  return showLocation(url, pointer)
}

function keywordPath(scope: Scope): string {
  let path = ''
  for (let at = scope; at.parent; at = at.parent) {
    const step = at.keyword
      ? `/${escapeToken(at.keyword)}`
      : locationOf(at.node).slice(locationOf(at.parent.node).length)
    path = step + path
  }
  return path
}
