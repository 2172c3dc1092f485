import type { Chart } from '../chart/chart.ts'
import type { LintReport } from './lint-report.ts'

/** The rules for a chart's dependencies; `path` is the chart's folder as Helm names it. */
export function lintDependencies(chart: Chart, path: string, report: LintReport): void {
  const declared = chart.metadata.dependencies ?? []
  const present = chart.dependencies.map(dependency => dependency.metadata.name)
  const undeclared = present.filter(name => !declared.some(dependency => dependency.name === name))
  report.check('ERROR', path, listed('chart metadata is missing these dependencies', undeclared))
  const keys = declared.map(dependency => dependency.alias || dependency.name)
  const repeated = keys.filter((key, i) => keys.indexOf(key) < i)
  report.check('ERROR', path, listed('multiple dependencies with name or alias', repeated))
  const missing = declared.map(dependency => dependency.name).filter(name => !present.includes(name))
  report.check('WARNING', path, listed('chart directory is missing these dependencies', missing))
}

function listed(problem: string, names: readonly string[]): string | undefined {
  return names.length > 0 ? `${problem}: ${names.join(',')}` : undefined
}
