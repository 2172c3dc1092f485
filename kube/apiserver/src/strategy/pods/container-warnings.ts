/** What is accepted in a container though it is probably not meant. @module */
import type { JsonObject } from '@sluice/base/json'
import { formatQuantity, parseQuantity } from '../values/quantity.ts'
import { findObject, objectAt, objectsAt, textAt } from '../values/read.ts'

/** Warnings of amounts and of variables that hide one another. */
export function containerWarnings(container: JsonObject, path: string): readonly string[] {
  const resources = objectAt(container, 'resources')
  return [
    ...['memory', 'ephemeral-storage'].flatMap(name =>
      fractionWarnings(resources, `${path}.resources`, name),
    ),
    ...duplicateEnvironment(container, path),
  ]
}

/** Amounts of bytes that are no whole number, of limits and then of requests. */
export function fractionWarnings(resources: JsonObject, path: string, name: string): readonly string[] {
  return ['limits', 'requests'].flatMap(list => fraction(objectAt(resources, list), `${path}.${list}`, name))
}

/** Amounts of bytes in a list of resources that are no whole number. */
export function fractionsIn(amounts: JsonObject, path: string): readonly string[] {
  return ['memory', 'ephemeral-storage'].flatMap(name => fraction(amounts, path, name))
}

function fraction(amounts: JsonObject, path: string, name: string): readonly string[] {
  const quantity = amounts[name] === undefined ? undefined : parseQuantity(String(amounts[name]))
  if (!quantity || quantity.nano % 1_000_000_000n === 0n) return []
  const shown = JSON.stringify(formatQuantity(quantity))
  return [`${path}[${name}]: fractional byte value ${shown} is invalid, must be an integer`]
}

function duplicateEnvironment(container: JsonObject, path: string): readonly string[] {
  const seen = new Set<string>()
  return objectsAt(container, 'env').flatMap((variable, i) => {
    const name = textAt(variable, 'name')
    const isRepeated = seen.has(name)
    seen.add(name)
    if (!isRepeated || buildsOn(variable, name)) return []
    const why = `hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`
    return [`${path}.env[${i}]: ${why}`]
  })
}

/** Whether a variable adds something to what another of its name has. */
function buildsOn(variable: JsonObject, name: string): boolean {
  const [value, reference] = [textAt(variable, 'value'), `$(${name})`]
  return !findObject(variable, 'valueFrom') && value !== reference && value.includes(reference)
}
