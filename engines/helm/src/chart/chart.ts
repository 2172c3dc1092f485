import type { GoMap, GoValue } from '@sluice/gotemplate'

/** A file of a chart; its name is relative to the chart, with slashes. */
export interface ChartFile {
  readonly name: string
  /** Without a byte order mark. */
  readonly data: Uint8Array
}

/** A maintainer in `Chart.yaml`; what is missing is `''`. */
export interface Maintainer {
  readonly name: string
  readonly email: string
  readonly url: string
}

/** An entry of `dependencies` in `Chart.yaml`; what is missing is `''` or an empty list. */
export interface ChartDependency {
  /** The subchart's name; once dependencies are processed, its alias if it has one. */
  name: string
  readonly version: string
  readonly repository: string
  /** Paths of values, separated by commas; the first that is a boolean decides. */
  readonly condition: string
  readonly tags: readonly string[]
  enabled: boolean
  /** Strings, or maps with `child` and `parent`; undefined if there is no such field. */
  importValues: readonly GoValue[] | undefined
  readonly alias: string
}

/** `Chart.yaml`; what is missing is `''`, `false` or an empty list. */
export interface ChartMetadata {
  /** Once dependencies are processed, the alias if the parent gives one. */
  name: string
  readonly home: string
  readonly sources: readonly string[]
  readonly version: string
  readonly description: string
  readonly keywords: readonly string[]
  readonly maintainers: readonly Maintainer[]
  readonly icon: string
  /** `v1` (also if the file says nothing), `v2` or `v3`. */
  readonly apiVersion: string
  readonly condition: string
  readonly tags: string
  readonly appVersion: string
  readonly deprecated: boolean
  readonly annotations: Readonly<Record<string, string>>
  readonly kubeVersion: string
  /** Undefined if there is no such field, which Helm tells apart from an empty list. */
  dependencies: ChartDependency[] | undefined
  readonly type: string
}

/** `Chart.lock`. */
export interface ChartLock {
  /** As written. */
  readonly generated: string
  readonly digest: string
  readonly dependencies: readonly ChartDependency[]
}

/**
 * A chart in memory, with the subcharts of its `charts/` folder. `processDependencies` makes a copy in which
 * `dependencies` are those that are enabled, under their aliases.
 */
export interface Chart {
  metadata: ChartMetadata
  readonly lock: ChartLock | undefined
  /** Everything under `templates/`, in the order of names. */
  readonly templates: readonly ChartFile[]
  /** What `.Files` gives: all that is neither template, subchart nor one of the files Helm itself reads. */
  readonly files: readonly ChartFile[]
  /** Every file as it was found. */
  readonly raw: readonly ChartFile[]
  /** `values.yaml`, undefined if there is none. Never changed in place. */
  values: GoMap | undefined
  /** `values.schema.json`. */
  readonly schema: Uint8Array | undefined
  dependencies: Chart[]
  parent: Chart | undefined
}

/** A custom resource definition of a `crds/` folder. */
export interface ChartCrd {
  /** Relative to its chart. */
  readonly name: string
  /** As `# Source:` names it: `parent/charts/child/crds/x.yaml`. */
  readonly filename: string
  readonly file: ChartFile
}

/** The chart's place in the tree of charts as templates are named after it: `parent/charts/child`. */
export function chartFullPath(chart: Chart): string {
  return chart.parent ? `${chartFullPath(chart.parent)}/charts/${chart.metadata.name}` : chart.metadata.name
}

/** Whether the chart is a library, whose templates are defined but not rendered. */
export function isLibraryChart(chart: Chart): boolean {
  return chart.metadata.type.toLowerCase() === 'library'
}

/** The manifests of the `crds/` folders of the chart and its subcharts, parents first. */
export function chartCrds(chart: Chart): ChartCrd[] {
  const own = chart.files
    .filter(file => file.name.startsWith('crds/') && manifestName.test(file.name))
    .map(file => ({ name: file.name, filename: `${chartFullPath(chart)}/${file.name}`, file }))
  return [...own, ...chart.dependencies.flatMap(chartCrds)]
}

const manifestName = /\.(?:ya?ml|json)$/i

/** Adopts `dependencies` as the chart's only subcharts. */
export function setDependencies(chart: Chart, dependencies: readonly Chart[]): void {
  for (const dependency of dependencies) dependency.parent = chart
  chart.dependencies = [...dependencies]
}
