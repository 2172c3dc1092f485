import type { GoList } from '@sluice/gotemplate'
import { findDuplicates } from './json-values.ts'
import { localCount } from './local-number.ts'
import type { Problem } from './problem.ts'
import { validateMember } from './validate.ts'
import { pass, report, type Validation } from './validation.ts'

/** The keywords about lists. */
export function validateArray(validation: Validation, list: GoList): void {
  const { minItems, maxItems, isUnique } = validation.node
  const got = localCount(list.length)
  if (minItems !== undefined && list.length < minItems) {
    report(validation, () => `minItems: got ${got}, want ${localCount(minItems)}`)
  }
  if (maxItems !== undefined && list.length > maxItems) {
    report(validation, () => `maxItems: got ${got}, want ${localCount(maxItems)}`)
  }
  const duplicates = isUnique ? findDuplicates(list) : undefined
  if (duplicates) {
    const [first, second] = duplicates.map(index => localCount(index))
    report(validation, () => `items at ${first} and ${second} are equal`)
  }
  validateItems(validation, list)
  validateContains(validation, list)
}

function validateItems(validation: Validation, list: GoList): void {
  const { prefixItems = [], items } = validation.node
  const covered = Math.min(prefixItems.length, list.length)
  prefixItems.slice(0, covered).forEach((schema, i) => {
    pass(validation, validateMember(validation, schema, list[i], String(i)))
  })
  const rest = list.slice(covered)
  if (items === undefined || items === true) return
  if (items === false) {
    if (rest.length === 0) return
    report(validation, () => `last ${localCount(rest.length)} additionalItem(s) not allowed`)
    return
  }
  // helm: items behind the first ones are counted from there in messages.
  for (const [i, item] of rest.entries()) pass(validation, validateMember(validation, items, item, String(i)))
}

function validateContains(validation: Validation, list: GoList): void {
  const { contains, minContains, maxContains, version } = validation.node
  if (!contains) return
  const causes: Problem[] = []
  const matched: number[] = []
  for (const [i, item] of list.entries()) {
    const problem = validateMember(validation, contains, item, String(i))
    if (problem) causes.push(problem)
    else {
      matched.push(i)
      if (version >= 2020) validation.unevaluated.items?.delete(i)
    }
  }
  if (minContains === undefined) {
    if (matched.length === 0) report(validation, () => 'no items match contains schema', causes)
  } else if (matched.length < minContains) {
    report(validation, () => tooFewText(minContains, matched), causes)
  }
  if (maxContains !== undefined && matched.length > maxContains) {
    const found = matchedText(matched)
    report(
      validation,
      () => `max ${localCount(maxContains)} items required to match contains schema, but ${found}`,
    )
  }
}

function tooFewText(wanted: number, matched: readonly number[]): string {
  const found = matched.length === 0 ? 'none matched' : matchedText(matched)
  return `min ${localCount(wanted)} items required to match contains schema, but ${found}`
}

function matchedText(matched: readonly number[]): string {
  return `matched ${localCount(matched.length)} items at ${matched.join(' ')}`
}
