import { invalid } from './field-error.ts'
import { add, merge, type Outcome } from './outcome.ts'
import type { Schema } from './schema.ts'

/** `anyOf`, `oneOf`, `allOf` and `not`. Of branches that all fail, the one with the most passed checks is reported. */
export function checkJunctors(
  schema: Schema,
  branch: (schema: Schema) => Outcome,
  path: string,
  outcome: Outcome,
): void {
  if (schema.anyOf?.length) checkAnyOf(schema.anyOf.map(branch), path, outcome)
  if (schema.oneOf?.length) checkOneOf(schema.oneOf.map(branch), path, outcome)
  if (schema.allOf?.length) checkAllOf(schema.allOf.map(branch), path, outcome)
  if (schema.not && branch(schema.not).errors.length === 0) {
    report(`"${path}" must not validate the schema (not)`, outcome)
  }
  outcome.matches += 2
}

function checkAnyOf(branches: readonly Outcome[], path: string, outcome: Outcome): void {
  const success = branches.find(isValid)
  if (!success) report(`"${path}" must validate at least one schema (anyOf)`, outcome)
  const shown = success ?? best(branches)
  if (shown) merge(outcome, shown)
}

function checkOneOf(branches: readonly Outcome[], path: string, outcome: Outcome): void {
  const successes = branches.filter(isValid)
  if (successes.length === 1 && successes[0]) {
    merge(outcome, successes[0])
    return
  }
  const found = successes.length === 0 ? 'Found none valid' : `Found ${successes.length} valid alternatives`
  report(`"${path}" must validate one and only one schema (oneOf). ${found}`, outcome)
  const shown = successes.length === 0 ? best(branches) : undefined
  if (shown) merge(outcome, shown)
}

function checkAllOf(branches: readonly Outcome[], path: string, outcome: Outcome): void {
  for (const each of branches) merge(outcome, each)
  const valid = branches.filter(isValid).length
  if (valid === branches.length) return
  report(`"${path}" must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`, outcome)
}

function isValid(outcome: Outcome): boolean {
  return outcome.errors.length === 0
}

function best(branches: readonly Outcome[]): Outcome | undefined {
  let chosen: Outcome | undefined
  for (const each of branches) if (!chosen || each.matches > chosen.matches) chosen = each
  return chosen
}

function report(text: string, outcome: Outcome): void {
  add(outcome, { error: invalid('', '', text), whole: true })
}
