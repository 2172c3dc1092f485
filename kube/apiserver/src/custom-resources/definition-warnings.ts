import type { JsonObject } from '@sluice/base/json'
import { isKnownFormat } from '@sluice/cel'
import { type Schema, schemaNodes } from '@sluice/openapi'
import { commonOf, readDefinition } from './definition.ts'

/** What is odd about a definition but allowed; of a change only what is new. */
export function definitionWarnings(object: JsonObject, old: JsonObject | undefined): readonly string[] {
  const before = new Set(old ? warningsOf(old) : [])
  return warningsOf(object).filter(text => !before.has(text))
}

function warningsOf(object: JsonObject): readonly string[] {
  const nodes = schemasOf(object).flatMap(schemaNodes)
  const formats = nodes.flatMap(({ format, type }) =>
    format && !isKnownFormat(type, format) ? [`unrecognized format ${JSON.stringify(format)}`] : [],
  )
  const sets = nodes.flatMap(node => {
    const type = node['x-kubernetes-list-type'] === 'set' ? node.items?.type : undefined
    if (type !== 'object' && type !== 'array') return []
    return [
      `x-kubernetes-list-type: set for items of type "${type}" is not supported by server-side apply or CEL validation rules`,
    ]
  })
  return [...formats, ...[...new Set(sets)].sort()]
}

/** The schemas of the versions; the one that all have in common counts once. */
function schemasOf(object: JsonObject): readonly Schema[] {
  const { versions } = readDefinition(object)
  const shown = commonOf(versions).schema ? versions.slice(0, 1) : versions
  return shown.map(each => each.schema).filter(schema => schema !== undefined)
}
