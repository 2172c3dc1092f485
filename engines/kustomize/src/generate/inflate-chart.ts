/**
 * The `helmCharts` field of a kustomization, and the plugin HelmChartInflationGenerator: resources from a chart.
 *
 * What is rendered, with which values, is decided here; the rendering is a function that the caller hands in.
 * @module
 */
import type { FileTree } from '@sluice/base/flow'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { formatYaml, parseYaml } from '@sluice/yaml'
import { KustomizeError } from '../errors.ts'
import type { Loader } from '../load/loader.ts'
import { refusingYaml } from '../load/refusing-yaml.ts'
import { parseResources } from '../resources/parse-resources.ts'
import type { BuildResource } from '../resources/resource.ts'

/** One chart to render. */
export interface ChartRequest {
  /** The chart's files: those below `dir` of `tree`. */
  readonly tree: FileTree
  readonly dir: string
  /** Empty: one is to be made up. */
  readonly releaseName: string
  readonly nameTemplate: string
  readonly namespace: string
  /** Value files, the later ones over the earlier ones. */
  readonly values: readonly string[]
  readonly includeCrds: boolean
  readonly skipHooks: boolean
  readonly skipTests: boolean
  readonly apiVersions: readonly string[]
  readonly kubeVersion: string
}

/** What outranks the kustomization. */
export interface ChartDefaults {
  readonly apiVersions?: readonly string[]
  readonly kubeVersion?: string
}

/** What rendering charts takes. */
export interface ChartRenderer extends ChartDefaults {
  /** The YAML that `helm template` prints. @throws Error */
  render(request: ChartRequest): string
}

/** An entry of `helmCharts` together with `helmGlobals`. */
export type ChartEntry = JsonObject

/** The resources of a chart. @throws KustomizeError */
export function inflateChart(entry: ChartEntry, loader: Loader): readonly BuildResource[] {
  const { helm } = loader.context
  if (!helm) throw new KustomizeError('must specify --enable-helm')
  const chart = findChart(entry, loader)
  return parseResources(
    helm.render({
      ...chart,
      releaseName: text(entry, 'releaseName'),
      nameTemplate: text(entry, 'nameTemplate'),
      namespace: text(entry, 'namespace'),
      values: [valuesOf(entry, loader, chart), ...additionalValues(entry, loader)],
      includeCrds: entry['includeCRDs'] === true,
      skipHooks: entry['skipHooks'] === true,
      skipTests: entry['skipTests'] === true,
      apiVersions: helm.apiVersions ?? texts(entry, 'apiVersions'),
      kubeVersion: helm.kubeVersion || text(entry, 'kubeVersion'),
    }),
  )
}

/** Refuses what cannot be rendered. @throws KustomizeError */
export function checkChart(entry: ChartEntry, loader: Loader): void {
  if (!loader.context.helm) throw new KustomizeError('must specify --enable-helm')
  if (text(entry, 'name') === '') throw new KustomizeError('chart name cannot be empty')
  const merge = text(entry, 'valuesMerge')
  if (!['', 'merge', 'override', 'replace'].includes(merge))
    throw new KustomizeError('valuesMerge must be one of [merge override replace]')
}

interface ChartFiles {
  readonly tree: FileTree
  readonly dir: string
}

/** Charts lie in the chart home; one of a version of a repository in a folder named after both. */
function findChart(entry: ChartEntry, loader: Loader): ChartFiles {
  const [name, version, repo] = [text(entry, 'name'), text(entry, 'version'), text(entry, 'repo')]
  const home = text(entry, 'chartHome') || 'charts'
  const folder = version && repo ? `${home}/${name}-${version}/${name}` : `${home}/${name}`
  const dir = loader.locate(folder)
  if (loader.tree.list(dir)) return { tree: loader.tree, dir }
  if (!repo) throw new KustomizeError(`no repo specified for pull, no chart found at '${folder}'`)
  const { remote } = loader.context
  if (!remote) throw new KustomizeError(`chart '${name}' of '${repo}' cannot be pulled: it is not allowed`)
  const pulled = remote.chart({ repo, name, version, devel: entry['devel'] === true })
  if (pulled.type === 'failed')
    throw new KustomizeError(`cannot pull chart '${name}' of '${repo}': ${pulled.reason}`)
  return { tree: pulled.tree, dir: '' }
}

/** The values file, with the inline values over it (`override`), under it (`merge`), or instead of it (`replace`). */
function valuesOf(entry: ChartEntry, loader: Loader, chart: ChartFiles): string {
  const inline = entry['valuesInline']
  const hasInline = isJsonObject(inline) && Object.keys(inline).length > 0
  const strategy = text(entry, 'valuesMerge') || 'override'
  if (hasInline && strategy === 'replace') return formatYaml(inline)
  const file = text(entry, 'valuesFile')
  const own = file ? loader.read(file) : readOwnValues(chart)
  if (!hasInline) return own
  const [found = {}] = refusingYaml('values of a chart', () => parseYaml(own))
  return formatYaml(strategy === 'merge' ? overlay(inline, found) : overlay(found, inline))
}

function readOwnValues({ tree, dir }: ChartFiles): string {
  const bytes = tree.read(dir === '' ? 'values.yaml' : `${dir}/values.yaml`)
  if (!bytes) throw new KustomizeError(`no values.yaml in chart '${dir}'`)
  return new TextDecoder().decode(bytes)
}

function additionalValues(entry: ChartEntry, loader: Loader): readonly string[] {
  return texts(entry, 'additionalValuesFiles').map(path => loader.read(path))
}

/** Mappings are merged, nulls take away, anything else is replaced. */
function overlay(base: JsonValue, over: JsonValue): JsonValue {
  if (!isJsonObject(base) || !isJsonObject(over)) return over
  const merged: Record<string, JsonValue> = {}
  for (const key of new Set([...Object.keys(base), ...Object.keys(over)])) {
    const [below, above] = [base[key], over[key]]
    if (above === null) continue
    const value = above === undefined ? below : below === undefined ? above : overlay(below, above)
    if (value !== undefined && value !== null) merged[key] = value
  }
  return merged
}

function text(entry: ChartEntry, field: string): string {
  const value = entry[field]
  return typeof value === 'string' ? value : ''
}

function texts(entry: ChartEntry, field: string): readonly string[] {
  const value = entry[field]
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
}
