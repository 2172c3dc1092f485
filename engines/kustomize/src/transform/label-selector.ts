import { KustomizeError } from '../errors.ts'

/** Tells whether labels (or annotations) satisfy a selector. */
export type LabelMatcher = (labels: Readonly<Record<string, string>>) => boolean

const setBased = /^([^\s!=,()]+)\s+(in|notin)\s*\(([^)]*)\)$/
const comparison = /^([^\s!=<>,()]+)\s*(==|=|!=|>|<)\s*([^\s,()=!<>]*)$/
const presence = /^(!?)\s*([^\s!=,()<>]+)$/

/** Parses a label selector in Kubernetes' syntax. @throws KustomizeError */
export function parseLabelSelector(selector: string | undefined): LabelMatcher {
  const requirements = splitRequirements(selector ?? '').map(parseRequirement)
  return labels => requirements.every(requirement => requirement(labels))
}

/** Splits at commas that are not inside parentheses. */
function splitRequirements(selector: string): string[] {
  if (selector.trim() === '') return []
  return selector.split(/,(?![^(]*\))/).map(part => part.trim())
}

function parseRequirement(text: string): LabelMatcher {
  const inSet = setBased.exec(text)
  if (inSet) {
    const [, key = '', operator, list = ''] = inSet
    const values = new Set(list.split(',').map(value => value.trim()))
    if (operator === 'in') return labels => Object.hasOwn(labels, key) && values.has(labels[key] ?? '')
    return labels => !(Object.hasOwn(labels, key) && values.has(labels[key] ?? ''))
  }
  const compared = comparison.exec(text)
  if (compared) return compare(compared[1] ?? '', compared[2] ?? '', compared[3] ?? '')
  const exists = presence.exec(text)
  if (exists) {
    const [, not, key = ''] = exists
    return labels => Object.hasOwn(labels, key) === (not === '')
  }
  throw new KustomizeError(`unable to parse requirement: ${text}`)
}

function compare(key: string, operator: string, value: string): LabelMatcher {
  switch (operator) {
    case '!=':
      return labels => labels[key] !== value
    case '>':
      return labels => Object.hasOwn(labels, key) && Number(labels[key]) > Number(value)
    case '<':
      return labels => Object.hasOwn(labels, key) && Number(labels[key]) < Number(value)
    default:
      return labels => labels[key] === value
  }
}
