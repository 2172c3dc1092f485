import { isJsonObject, type JsonObject, memberOf } from '@sluice/base/json'
import { integerOf, parseRequirements, type Requirement } from './label-requirements.ts'

/** Whether labels match; made from a selector in text. */
export type LabelMatcher = (labels: JsonObject) => boolean

/** Parses `a=b,c in (d,e),!f`. */
export function parseLabelSelector(text: string): LabelMatcher {
  const requirements = parseRequirements(text)
  return labels => requirements.every(requirement => matches(requirement, labels))
}

/** The matcher of a LabelSelector object (matchLabels, matchExpressions); an empty one matches everything. */
export function labelSelectorMatcher(selector: JsonObject): LabelMatcher {
  const labels = selector['matchLabels']
  const expressions = selector['matchExpressions']
  const requirements: Requirement[] = []
  for (const [key, value] of Object.entries(isJsonObject(labels) ? labels : {})) {
    requirements.push({ key, operator: 'in', values: [String(value)] })
  }
  for (const each of Array.isArray(expressions) ? expressions : []) {
    const requirement = requirementOf(each)
    if (requirement) requirements.push(requirement)
  }
  return given => requirements.every(requirement => matches(requirement, given))
}

const operators: Readonly<Record<string, Requirement['operator']>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
}

function requirementOf(expression: unknown): Requirement | undefined {
  if (!isJsonObject(expression)) return undefined
  const operator = operators[String(expression['operator'])]
  if (!operator) return undefined
  const values = expression['values']
  return {
    key: String(expression['key']),
    operator,
    values: Array.isArray(values) ? values.map(String) : [],
  }
}

function matches({ key, operator, values }: Requirement, labels: JsonObject): boolean {
  const value = memberOf(labels, key)
  switch (operator) {
    case 'in':
      return typeof value === 'string' && values.includes(value)
    case 'notin':
      return typeof value !== 'string' || !values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case 'gt':
    case 'lt': {
      const [own, other] = [integerOf(value), integerOf(values[0])]
      return own !== undefined && other !== undefined && (operator === 'gt' ? own > other : own < other)
    }
  }
}
