/** What is particular to each kind: defaults, immutability, validation. @module */
import type { ResourceType } from '../kinds/index.ts'
import type { Strategy } from './strategy.ts'

export type { Strategy, StrategyContext } from './strategy.ts'

/** The strategy of a type: a custom resource brings its own, built-in kinds have theirs in a table by storage key. */
export function strategyFor(type: ResourceType): Strategy {
  return type.custom?.strategy ?? builtIn[type.storageKey] ?? plain
}

const plain: Strategy = {}

/** By storage key: `pods`, `deployments.apps`. */
const builtIn: Readonly<Record<string, Strategy>> = {}
