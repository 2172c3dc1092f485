/** What `helm lint` finds in a chart. @module */
export { archiveTree } from '../chart/archive-tree.ts'
export { type LintOptions, lintChart } from './lint-chart.ts'
export { type Finding, formatFinding, type Severity } from './lint-report.ts'
