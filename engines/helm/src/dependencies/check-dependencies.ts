import type { Chart } from '../chart/chart.ts'
import { ChartError } from '../chart/chart-error.ts'

/**
 * Checks that every dependency that `Chart.yaml` names is in `charts/`, whatever its alias.
 * @throws ChartError in Helm's words
 */
export function checkDependencies(chart: Chart): void {
  const present = new Set(chart.dependencies.map(child => child.metadata.name))
  const missing = (chart.metadata.dependencies ?? [])
    .map(({ name }) => name)
    .filter(name => !present.has(name))
  if (missing.length === 0) return
  throw new ChartError(`found in Chart.yaml, but missing in charts/ directory: ${missing.join(', ')}`)
}
