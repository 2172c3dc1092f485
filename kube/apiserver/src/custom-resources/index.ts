/** CustomResourceDefinitions and the resource types that they bring. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Services } from '../server/services.ts'
import type { Strategy } from '../strategy/index.ts'

/** Defaulting and validation of definitions themselves. */
export const definitionStrategy: Strategy = {}

/**
 * Keeps the registry and the conditions of definitions in step with what is stored: called with every stored
 * definition at start, then after every change (undefined: deleted), before the write is answered.
 */
export function createDefinitionController(
  _services: Services,
): (name: string, definition: JsonObject | undefined) => void {
  return () => undefined
}
