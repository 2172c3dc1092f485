import type { JsonValue } from '@sluice/base/json'
import { goString } from '@sluice/gotemplate'
import { type ParseYamlOptions, parseYaml, YamlError } from '@sluice/yaml'
import { ChartError } from './chart-error.ts'

/** Files are bounded in size, so what limits nesting and aliases is the stack and memory. */
const limits = { maxDepth: 1000, maxAliasedValues: 1_000_000 } as const

/**
 * The first document of a YAML text as Helm reads it: YAML 1.1 words, the last of equal keys wins, null if there is
 * nothing. Integers become `number`, or always `bigint` if asked; equal keys are told of.
 * @throws ChartError `error converting YAML to JSON: …`
 */
export function readYaml(
  text: string | Uint8Array,
  integers: ParseYamlOptions['integers'] = 'float64',
  onDuplicate: NonNullable<ParseYamlOptions['onDuplicate']> = () => {},
): JsonValue {
  try {
    const source = typeof text === 'string' ? text : goString(text)
    if (!source.isWellFormed())
      throw new YamlError('invalid leading UTF-8 octet', { line: 1, column: 1 }, null)
    return parseYaml(source, { ...limits, integers, onlyFirst: true, onDuplicate })[0] ?? null
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new ChartError(`error converting YAML to JSON: ${reasonOf(error)}`, { cause: error })
  }
}

/** Go reads infinities, but cannot write them as JSON. */
function reasonOf({ reason, message }: YamlError): string {
  const special = /^unsupported value: ([-+]?)\.(inf|nan)$/i.exec(reason)
  if (!special) return message
  const [, sign, name = ''] = special
  return `json: unsupported value: ${name.toLowerCase() === 'nan' ? 'NaN' : `${sign || '+'}Inf`}`
}
