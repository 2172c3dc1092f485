import type { FunctionMap } from '@sluice/gotemplate'
import type { FunctionEnvironment } from './environment.ts'

/** Functions that are loaded together. */
export interface FunctionFamily {
  /** The names templates call; known without loading anything. */
  readonly names: readonly string[]
  readonly load: (environment: FunctionEnvironment) => Promise<FunctionMap>
}

/**
 * Every function of Sprig, and those for YAML, JSON and TOML that Helm adds. A render loads the families that its
 * templates name, and no other.
 */
export const functionFamilies: readonly FunctionFamily[] = []

const familyOfName = new Map(functionFamilies.flatMap(family => family.names.map(name => [name, family] as const)))

/** The family a function is in, undefined if no function has this name. */
export function functionFamily(name: string): FunctionFamily | undefined {
  return familyOfName.get(name)
}
