import type { GoMap, GoValue } from '@sluice/gotemplate'
import { localCount } from './local-number.ts'
import { quote, quoteAll } from './problem.ts'
import { problemsOf, validateMember, validateSelf } from './validate.ts'
import { pass, report, type Validation } from './validation.ts'

/** The keywords about maps. */
export function validateObject(validation: Validation, object: GoMap): void {
  const { node, isQuiet, problems } = validation
  const names = Object.keys(object)
  checkCounts(validation, names.length)
  const missing = missingOf(object, node.required)
  if (missing.length > 0) report(validation, () => missingText(missing))
  if (isQuiet && problems.length > 0) return
  checkDependencies(validation, object)
  checkMembers(validation, object, names)
  if (node.version >= 6) checkNames(validation, names)
  if (node.version >= 2019) checkDependents(validation, object)
}

function checkCounts(validation: Validation, count: number): void {
  const { minProperties, maxProperties } = validation.node
  const got = localCount(count)
  if (minProperties !== undefined && count < minProperties) {
    report(validation, () => `minProperties: got ${got}, want ${localCount(minProperties)}`)
  }
  if (maxProperties !== undefined && count > maxProperties) {
    report(validation, () => `maxProperties: got ${got}, want ${localCount(maxProperties)}`)
  }
}

function missingOf(object: GoMap, wanted: readonly string[] = []): string[] {
  return wanted.filter(name => !Object.hasOwn(object, name))
}

function missingText(missing: readonly string[]): string {
  return `${missing.length === 1 ? 'missing property' : 'missing properties'} ${quoteAll(missing)}`
}

/** Until 2019 one keyword for both kinds of dependencies; it still works. */
function checkDependencies(validation: Validation, object: GoMap): void {
  for (const [name, dependency] of validation.node.dependencies ?? []) {
    if (!Object.hasOwn(object, name)) continue
    if ('pointer' in dependency) pass(validation, validateSelf(validation, dependency))
    else reportMissing(validation, object, { name, wanted: dependency })
  }
}

function checkDependents(validation: Validation, object: GoMap): void {
  const { dependentSchemas, dependentRequired } = validation.node
  for (const [name, schema] of dependentSchemas ?? []) {
    if (Object.hasOwn(object, name)) pass(validation, validateSelf(validation, schema))
  }
  for (const [name, wanted] of dependentRequired ?? []) {
    if (Object.hasOwn(object, name)) reportMissing(validation, object, { name, wanted })
  }
}

function reportMissing(
  validation: Validation,
  object: GoMap,
  { name, wanted }: { readonly name: string; readonly wanted: readonly string[] },
): void {
  const missing = missingOf(object, wanted)
  if (missing.length === 0) return
  report(validation, () => `properties ${quoteAll(missing)} required, if ${quote(name)} exists`)
}

function checkMembers(validation: Validation, object: GoMap, names: readonly string[]): void {
  const { isQuiet, problems, unevaluated } = validation
  const additional: string[] = []
  for (const name of names) {
    if (isQuiet && problems.length > 0) return
    const how = checkMember(validation, name, object[name])
    if (how === 'forbidden') additional.push(name)
    if (how !== 'unevaluated') unevaluated.members?.delete(name)
  }
  if (additional.length === 0) return
  report(validation, () => `additional properties ${quoteAll(additional.sort())} not allowed`)
}

function checkMember(
  validation: Validation,
  name: string,
  value: GoValue,
): 'evaluated' | 'unevaluated' | 'forbidden' {
  const { properties, patternProperties, additionalProperties } = validation.node
  let isEvaluated = false
  const schema = properties?.get(name)
  if (schema) {
    isEvaluated = true
    pass(validation, validateMember(validation, schema, value, name))
  }
  for (const [pattern, each] of patternProperties ?? []) {
    if (!pattern.test(name)) continue
    isEvaluated = true
    pass(validation, validateMember(validation, each, value, name))
  }
  if (isEvaluated || additionalProperties === undefined) return isEvaluated ? 'evaluated' : 'unevaluated'
  if (typeof additionalProperties === 'boolean') return additionalProperties ? 'evaluated' : 'forbidden'
  pass(validation, validateMember(validation, additionalProperties, value, name))
  return 'evaluated'
}

/** A name is validated as a value of its own, which has no place in the object. */
function checkNames(validation: Validation, names: readonly string[]): void {
  const { propertyNames } = validation.node
  if (!propertyNames) return
  for (const name of names) {
    const causes = problemsOf(name, propertyNames, validation.run)
    if (causes.length === 0) continue
    const text = `invalid propertyName ${quote(name)}`
    validation.problems.push({ type: 'keyword', path: undefined, text, causes })
  }
}
