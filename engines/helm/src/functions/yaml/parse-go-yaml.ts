import type { GoValue } from '@sluice/gotemplate'
import { parseYaml, YamlError } from '@sluice/yaml'

/**
 * The first document of a text as sigs.k8s.io/yaml reads it: YAML 1.1, the last of equal keys, every number a float64;
 * null for a text without a document.
 * @throws Error with Go's words
 */
export function parseGoYaml(text: string): GoValue {
  try {
    const [value = null] = parseYaml(text, limits)
    return value as GoValue
  } catch (error) {
    if (error instanceof YamlError) throw new Error(`error converting YAML to JSON: ${error.message}`)
    throw error
  }
}

const limits = {
  integers: 'float64',
  maxDepth: 1000,
  maxAliasedValues: 1_000_000,
  onlyFirst: true,
  onDuplicate: () => {},
} as const
