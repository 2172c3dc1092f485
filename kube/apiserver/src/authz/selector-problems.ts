/** What of the selectors of a review cannot be read, and is left out of the decision. @module */
import type { JsonObject } from '@sluice/base/json'
import { parseFieldSelector, parseLabelSelector, SelectorError } from '../storage/index.ts'
import { labelValueErrors } from '../strategy/values/names.ts'
import { findObject, objectsAt, textAt, textsAt } from '../strategy/values/read.ts'

/** A sentence about each selector that is not understood in whole or in part, fields first. */
export function selectorProblems(attributes: JsonObject): readonly string[] {
  return (['fieldSelector', 'labelSelector'] as const).flatMap(name => {
    const selector = findObject(attributes, name)
    const outcome = selector && outcomeOf(selector, readers[name])
    const where = `spec.resourceAttributes.${name}`
    if (outcome === 'nothing') return [`${where} ignored due to parse error`]
    return outcome === 'part' ? [`${where} partially ignored due to parse error`] : []
  })
}

interface Reader {
  readonly parse: (text: string) => unknown
  readonly understands: (requirement: JsonObject) => boolean
}

const readers: Readonly<Record<'fieldSelector' | 'labelSelector', Reader>> = {
  fieldSelector: {
    parse: parseFieldSelector,
    understands: requirement =>
      ['In', 'NotIn'].includes(textAt(requirement, 'operator')) &&
      textsAt(requirement, 'values').length === 1,
  },
  labelSelector: {
    parse: parseLabelSelector,
    understands: requirement =>
      ['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(textAt(requirement, 'operator')) &&
      textsAt(requirement, 'values').every(value => labelValueErrors(value).length === 0),
  },
}

function outcomeOf(selector: JsonObject, reader: Reader): 'all' | 'part' | 'nothing' {
  const requirements = objectsAt(selector, 'requirements')
  if (requirements.length === 0) return parses(textAt(selector, 'rawSelector'), reader) ? 'all' : 'nothing'
  const understood = requirements.filter(reader.understands)
  if (understood.length === requirements.length) return 'all'
  return understood.length > 0 ? 'part' : 'nothing'
}

function parses(text: string, { parse }: Reader): boolean {
  try {
    parse(text)
    return true
  } catch (error) {
    if (error instanceof SelectorError) return false
    throw error
  }
}
