/**
 * The chart of a HelmRelease, found without a cluster: in the repository, in a folder of charts, or where the manifest
 * of its source says.
 * @module
 */
import { createHash } from 'node:crypto'
import type { FileTree, Resource } from '@sluice/base/flow'
import { formatVersion, parseVersion } from '@sluice/base/semver'
import {
  type Chart,
  ChartError,
  checkDependencies,
  loadChart,
  loadChartArchive,
  mergeMaps,
  readValues,
} from '@sluice/helm/render'
import { fieldAt, textAt } from '../../kinds/fields.ts'
import { treeBelow } from '../kustomize/render-chart.ts'
import { addDependencies } from './chart-dependencies.ts'
import type { Manifests } from './manifests.ts'
import { pathInside } from './path-inside.ts'
import { chartOfRegistry, chartOfRepository, type RemoteChart } from './remote-chart.ts'
import { formatSourceKey, type SourceKey, sourceKeyAt } from './source-object.ts'

/** Where charts may be. */
export interface ChartPlaces {
  readonly manifests: Manifests
  /** The files that a source stands for; undefined for those that are not this repository. */
  filesOf(source: SourceKey): FileTree | undefined
  /** The hash of the commit that those files are of; undefined where they were not committed. */
  readonly commit?: string | undefined
  /** @throws Error if it cannot be had */
  fetchChart(chart: RemoteChart): Promise<FetchedChart>
}

/** A chart from elsewhere; the digest of what holds it, where that is known. */
export interface FetchedChart {
  readonly chart: Chart
  readonly digest?: string | undefined
}

/** What a chart is asked for with: another one is another generation of the HelmChart. */
export interface ChartRequest {
  readonly text: string
  readonly generation: number
}

/** The chart, and with what it was asked for. */
export interface FoundChart {
  readonly chart: Chart
  readonly request: ChartRequest
}

/**
 * Finds and loads the chart, its version as source-controller and helm-controller complete it.
 * @param before what it was asked for with the last time
 * @throws Error saying what is missing, or ChartError
 */
export async function findChart(
  release: Resource,
  places: ChartPlaces,
  before?: ChartRequest,
): Promise<FoundChart> {
  const namespace = release.metadata.namespace ?? ''
  const asked = (template: unknown): ChartRequest => {
    const text = JSON.stringify([fieldAt(template, 'spec'), fieldAt(release, 'spec', 'interval')])
    const isOther = before !== undefined && before.text !== text
    return { text, generation: (before?.generation ?? 1) + (isOther ? 1 : 0) }
  }
  if (fieldAt(release, 'spec', 'chartRef') === undefined) {
    const template = fieldAt(release, 'spec', 'chart')
    if (template === undefined) throw new Error('the release names neither chart nor chartRef')
    const source = sourceKeyAt(release, namespace, 'spec', 'chart', 'spec', 'sourceRef')
    const request = asked(template)
    return { request, chart: await chartOf(template, { source, request }, places) }
  }
  const key = sourceKeyAt(release, namespace, 'spec', 'chartRef')
  if (key.kind === 'OCIRepository') {
    const { chart, digest } = await places.fetchChart(
      chartOfRegistry(required(key, places.manifests), places.manifests),
    )
    return { request: asked({}), chart: withBuild(chart, shortDigest(digest)) }
  }
  if (key.kind === 'HelmChart') {
    const made = required(key, places.manifests)
    const source = sourceKeyAt(made, key.namespace, 'spec', 'sourceRef')
    const request = asked(made)
    return { request, chart: await chartOf(made, { source, request }, places) }
  }
  const files = places.filesOf(key)
  if (!files) throw new Error(`the chart of ${formatSourceKey(key)} is known to a cluster only`)
  return { request: asked({}), chart: await chartIn(files, '', places) }
}

/** The chart of something like a HelmChart. */
async function chartOf(
  template: unknown,
  { source, request }: { readonly source: SourceKey; readonly request: ChartRequest },
  places: ChartPlaces,
): Promise<Chart> {
  const path = textAt(template, 'spec', 'chart')
  const version = textAt(template, 'spec', 'version')
  const generation = valuesFilesOf(template).length > 0 ? String(request.generation) : ''
  if (source.kind === 'HelmRepository') {
    const repository = required(source, places.manifests)
    const wanted = chartOfRepository(repository, { name: path, version }, places.manifests)
    const { chart } = await places.fetchChart(wanted)
    const read = (name: string) => chart.raw.find(file => file.name === name)?.data
    return withBuild(withValuesFiles(chart, template, read), generation)
  }
  const files = places.filesOf(source)
  if (!files) throw new Error(`${formatSourceKey(source)} is not this repository: its charts cannot be read`)
  const chart = await chartAt(files, pathInside(path), source, places)
  const isPerCommit = textAt(template, 'spec', 'reconcileStrategy') === 'Revision'
  const commit = isPerCommit ? (places.commit ?? '').slice(0, 12) : ''
  const build = [commit, generation].filter(part => part !== '').join('.')
  return withBuild(
    withValuesFiles(chart, template, name => files.read(pathInside(name))),
    build,
  )
}

/** The chart in a folder, or in an archive. */
async function chartAt(
  files: FileTree,
  path: string,
  source: SourceKey,
  places: ChartPlaces,
): Promise<Chart> {
  const archive = files.list(path) === undefined ? files.read(path) : undefined
  if (archive) return loadChartArchive(archive, { name: path })
  if (files.list(path) === undefined) throw new Error(`no chart at '${path}' of ${formatSourceKey(source)}`)
  return chartIn(files, path, places)
}

/** The chart with build metadata in its version. */
function withBuild(chart: Chart, build: string): Chart {
  const parsed = build === '' ? undefined : parseVersion(chart.metadata.version)
  if (!parsed) return chart
  return { ...chart, metadata: { ...chart.metadata, version: formatVersion({ ...parsed, build }) } }
}

function shortDigest(digest = ''): string {
  return digest.replace(/^.*:/, '').slice(0, 12)
}

/** Charts of trees, by their content: whoever asks for one while it is loaded gets the same. */
const loaded = new Map<string, Promise<Chart>>()

async function chartIn(files: FileTree, dir: string, places: ChartPlaces): Promise<Chart> {
  const tree = treeBelow(files, dir)
  const hash = createHash('sha256')
  for (const path of tree.paths())
    hash
      .update(`${path}\0`)
      .update(tree.read(path) ?? '')
      .update('\0')
  const key = hash.digest('hex')
  const known = loaded.get(key)
  if (known) return known
  const chart = loadChart(tree)
  const whole = completed(chart, dir, files, places)
  const isWhole = !(chart.metadata.dependencies ?? []).some(({ repository }) =>
    repository.startsWith('file://'),
  )
  // What lies beside a chart may change without it.
  if (isWhole) loaded.set(key, whole)
  return whole
}

async function completed(chart: Chart, dir: string, files: FileTree, places: ChartPlaces): Promise<Chart> {
  const load = (place: string) => chartIn(files, place, places)
  await addDependencies(chart, dir, { files, load, fetchChart: places.fetchChart })
  checkDependencies(chart)
  return chart
}

/** `valuesFiles` take the place of the chart's own values. */
function withValuesFiles(
  chart: Chart,
  template: unknown,
  read: (name: string) => Uint8Array | undefined,
): Chart {
  const names = valuesFilesOf(template)
  if (names.length === 0) return chart
  const mayMiss = fieldAt(template, 'spec', 'ignoreMissingValuesFiles') === true
  let values: Chart['values'] = {}
  for (const name of names) {
    const bytes = read(name)
    if (bytes) values = mergeMaps(values, readValues(new TextDecoder().decode(bytes)))
    else if (!mayMiss) throw new ChartError(`values file '${name}' is not there`)
  }
  return { ...chart, values }
}

function valuesFilesOf(template: unknown): readonly string[] {
  const names = fieldAt(template, 'spec', 'valuesFiles')
  return Array.isArray(names) ? names.map(String) : []
}

function required(key: SourceKey, manifests: Manifests): Resource {
  const found = manifests.find(key.kind, key.namespace, key.name)
  if (!found) throw new Error(`no manifest of ${formatSourceKey(key)} in what is built`)
  return found
}
