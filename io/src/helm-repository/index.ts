/** Chart repositories over HTTP. @module */
export {
  type ChartRepository,
  ChartRepositoryError,
  type ChartRepositoryOptions,
  openChartRepository,
  resolveReference,
} from './chart-repository.ts'
