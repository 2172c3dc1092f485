/** What is particular to each kind: defaults, immutability, validation. @module */
import type { ResourceType } from '../kinds/index.ts'
import type { Strategy } from './strategy.ts'
import { builtInStrategies } from './table.ts'

export type { Strategy, StrategyContext } from './strategy.ts'
export { sameValue } from './values/same-value.ts'

/** The strategy of a type: a custom resource brings its own, built-in kinds have theirs in a table by storage key. */
export function strategyFor(type: ResourceType): Strategy {
  return type.custom?.strategy ?? builtInStrategies[type.storageKey] ?? plain
}

const plain: Strategy = {}
