/** Chart archives, and charts as text. @module */
export { formatLock, formatMetadata, metadataJson } from './format-metadata.ts'
export { archiveName, packageChart } from './package-chart.ts'
export { type ShownPart, showChart } from './show-chart.ts'
