import { quoteString } from '@sluice/gotemplate'
import { ChartError } from '../chart/chart-error.ts'

/** A version of Kubernetes as charts see it. */
export interface KubeVersion {
  /** In full, with a leading `v`: `v1.33.4-gke.1245000`. */
  readonly version: string
  /** What constraints are checked against: without suffixes. */
  readonly normalized: string
  readonly major: string
  readonly minor: string
}

const shape = /^\s*v?([0-9]+(?:\.[0-9]+)*)(.*)*$/
const maxNumber = 2n ** 64n - 1n

/**
 * Reads the version of a cluster, such as `1.31`, `v1.33.4-gke.1245000` or `v1.28+`.
 * @throws ChartError in Helm's words
 */
export function parseKubeVersion(text: string): KubeVersion {
  const numbers = shape.exec(text)?.[1]
  if (numbers === undefined || text.includes('\n')) {
    throw new ChartError(`could not parse ${quoteString(text)} as version`)
  }
  const parts = numbers.split('.')
  const [major = '', minor] = parts
  if (minor === undefined) throw new ChartError(`illegal version string ${quoteString(text)}`)
  if (major.startsWith('0') && major !== '0') {
    throw new ChartError(`illegal zero-prefixed version component "${major}" in ${quoteString(text)}`)
  }
  return {
    version: text.startsWith('v') ? text : `v${text}`,
    normalized: `v${parts.map(part => numberOf(part, text)).join('.')}`,
    major: numberOf(major, text),
    minor: numberOf(minor, text),
  }
}

function numberOf(part: string, text: string): string {
  const value = BigInt(part)
  if (value <= maxNumber) return value.toString()
  throw new ChartError(
    `illegal non-numeric version component "${part}" in ${quoteString(text)}: strconv.ParseUint: parsing "${part}": value out of range`,
  )
}
