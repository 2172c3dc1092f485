/**
 * Helm as functions: chart archives in, values merged, manifests out.
 * @module
 */
export { type Chart, type ChartDependency, setDependencies } from './chart/chart.ts'
export { ChartError } from './chart/chart-error.ts'
export { loadChart } from './chart/load-chart.ts'
export { loadChartArchive } from './chart/load-chart-archive.ts'
export { packageChart } from './package/package-chart.ts'
export { parseRepositoryIndex, type RepositoryIndex } from './repository/repository-index.ts'
export { mergeMaps } from './values/merge-maps.ts'
export { readValues } from './values/read-values.ts'
