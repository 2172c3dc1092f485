import { ChartError } from '../chart/chart-error.ts'
import { matchPath } from '../chart/match-path.ts'
import { splitManifests } from './split-manifests.ts'

/**
 * Only the documents of the templates that match one of the patterns (`templates/*.yaml`), in the order of the
 * patterns.
 * @throws ChartError if a pattern matches nothing
 */
export function selectManifests(text: string, patterns: readonly string[]): string {
  const documents = splitManifests(text)
  const selected = patterns.flatMap(pattern => {
    const found = documents.filter(document => {
      const path = /# Source: [^/\n]+\/(.+)/.exec(document)?.[1]
      return path !== undefined && matchPath(pattern, path)
    })
    if (found.length === 0) throw new ChartError(`could not find template ${pattern} in chart`)
    return found
  })
  return selected.map(document => `---\n${document}\n`).join('')
}
