import type { JsonValue } from '@sluice/base/json'
import { type ParseYamlOptions, parseYaml, YamlError } from '@sluice/yaml'
import { ChartError } from './chart-error.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Files are bounded in size, so what limits nesting and aliases is the stack and memory. */
const limits = { maxDepth: 1000, maxAliasedValues: 1_000_000 } as const

/**
 * The first document of a YAML text as Helm reads it: YAML 1.1 words, the last of equal keys wins, null if there is
 * nothing. Integers become `number`, or always `bigint` if asked.
 * @throws ChartError `error converting YAML to JSON: …`
 */
export function readYaml(
  text: string | Uint8Array,
  integers: ParseYamlOptions['integers'] = 'float64',
): JsonValue {
  try {
    const source = typeof text === 'string' ? text : decodeText(text)
    return parseYaml(source, { ...limits, integers, onDuplicate: () => {} })[0] ?? null
  } catch (error) {
    if (error instanceof YamlError) throw new ChartError(`error converting YAML to JSON: ${error.message}`)
    throw error
  }
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new ChartError('error converting YAML to JSON: yaml: invalid leading UTF-8 octet')
  }
}
