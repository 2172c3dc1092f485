import type { Problem } from './problem.ts'
import type { SchemaNode } from './schema-node.ts'
import { validateSelf } from './validate.ts'
import { isSettled, pass, report, type Validation } from './validation.ts'

/** The keywords that combine schemas. */
export function validateConditions(validation: Validation): void {
  const { node } = validation
  if (node.not && !validateSelf(validation, node.not, { isQuiet: true })) {
    report(validation, () => `'not' failed`)
  }
  if (node.allOf) checkAll(validation, node.allOf)
  if (node.anyOf && node.anyOf.length > 0) checkAny(validation, node.anyOf)
  if (node.oneOf && node.oneOf.length > 0) checkOne(validation, node.oneOf)
  if (node.if) {
    const branch = validateSelf(validation, node.if, { isQuiet: true }) ? node.ifInvalid : node.ifValid
    if (branch) pass(validation, validateSelf(validation, branch))
  }
}

function checkAll(validation: Validation, schemas: readonly SchemaNode[]): void {
  const causes: Problem[] = []
  for (const schema of schemas) {
    const problem = validateSelf(validation, schema)
    if (!problem) continue
    causes.push(problem)
    if (validation.isQuiet) break
  }
  if (causes.length > 0) report(validation, () => `'allOf' failed`, causes)
}

/** All are applied, even after a match, where somebody asks what was evaluated. */
function checkAny(validation: Validation, schemas: readonly SchemaNode[]): void {
  const causes: Problem[] = []
  let isMatched = false
  for (const schema of schemas) {
    const problem = validateSelf(validation, schema)
    if (problem) causes.push(problem)
    else {
      isMatched = true
      if (isSettled(validation.unevaluated)) break
    }
  }
  if (!isMatched) report(validation, () => `'anyOf' failed`, causes)
}

function checkOne(validation: Validation, schemas: readonly SchemaNode[]): void {
  const causes: Problem[] = []
  let matched = -1
  for (const [i, schema] of schemas.entries()) {
    const problem = validateSelf(validation, schema, { isQuiet: matched >= 0 })
    if (problem) causes.push(problem)
    else if (matched < 0) matched = i
    else {
      report(validation, () => `'oneOf' failed, subschemas ${matched}, ${i} matched`)
      return
    }
  }
  if (matched < 0) report(validation, () => `'oneOf' failed, none matched`, causes)
}
