/**
 * The chart of a HelmRelease, found without a cluster: in the repository, in a folder of charts, or where the manifest
 * of its source says.
 * @module
 */
import { createHash } from 'node:crypto'
import type { FileTree, Resource } from '@sluice/base/flow'
import {
  type Chart,
  ChartError,
  checkDependencies,
  loadChart,
  mergeMaps,
  readValues,
} from '@sluice/helm/render'
import { fieldAt, textAt } from '../../kinds/fields.ts'
import { treeBelow } from '../kustomize/render-chart.ts'
import type { Manifests } from './manifests.ts'
import { pathInside } from './path-inside.ts'
import { formatSourceKey, type SourceKey, sourceKeyAt } from './source-object.ts'

/** A chart that is not in the repository. */
export interface RemoteChart {
  readonly name: string
  /** A version or a constraint; empty takes the newest. */
  readonly version: string
  /** Of the repository (`https://…`), or of the chart (`oci://…`). */
  readonly url: string
  readonly digest: string
  readonly plainHttp: boolean
  readonly username: string
  readonly password: string
}

/** Where charts may be. */
export interface ChartPlaces {
  readonly manifests: Manifests
  /** The files that a source stands for; undefined for those that are not this repository. */
  filesOf(source: SourceKey): FileTree | undefined
  /** @throws Error if it cannot be had */
  fetchChart(chart: RemoteChart): Promise<Chart>
}

/** Finds and loads the chart. @throws Error saying what is missing, or ChartError */
export async function findChart(release: Resource, places: ChartPlaces): Promise<Chart> {
  const namespace = release.metadata.namespace ?? ''
  if (fieldAt(release, 'spec', 'chartRef') === undefined) {
    const template = fieldAt(release, 'spec', 'chart')
    if (template === undefined) throw new Error('the release names neither chart nor chartRef')
    return chartOf(template, sourceKeyAt(release, namespace, 'spec', 'chart', 'spec', 'sourceRef'), places)
  }
  const key = sourceKeyAt(release, namespace, 'spec', 'chartRef')
  if (key.kind === 'OCIRepository') return places.fetchChart(chartOfRegistry(key, places.manifests))
  if (key.kind === 'HelmChart') {
    const made = required(key, places.manifests)
    return chartOf(made, sourceKeyAt(made, key.namespace, 'spec', 'sourceRef'), places)
  }
  throw new Error(`the chart of ${formatSourceKey(key)} is known to a cluster only`)
}

/** The chart of something like a HelmChart. */
async function chartOf(template: unknown, source: SourceKey, places: ChartPlaces): Promise<Chart> {
  const path = textAt(template, 'spec', 'chart')
  const version = textAt(template, 'spec', 'version')
  const files = places.filesOf(source)
  if (source.kind === 'HelmRepository') {
    const chart = await places.fetchChart(
      chartOfRepository(source, { name: path, version }, places.manifests),
    )
    const read = (name: string) => chart.raw.find(file => file.name === name)?.data
    return withValuesFiles(chart, template, read)
  }
  if (!files) throw new Error(`${formatSourceKey(source)} is not this repository: its charts cannot be read`)
  const dir = pathInside(path)
  if (files.list(dir) === undefined) throw new Error(`no chart at '${dir}' of ${formatSourceKey(source)}`)
  return withValuesFiles(chartIn(files, dir), template, name => files.read(pathInside(name)))
}

/** Charts of trees, by their content: one that did not change is the same object. */
const loaded = new Map<string, Chart>()

function chartIn(files: FileTree, dir: string): Chart {
  const tree = treeBelow(files, dir)
  const hash = createHash('sha256')
  for (const path of tree.paths())
    hash
      .update(`${path}\0`)
      .update(tree.read(path) ?? '')
      .update('\0')
  const key = hash.digest('hex')
  const chart = loaded.get(key) ?? loadChart(tree)
  checkDependencies(chart)
  loaded.set(key, chart)
  return chart
}

/** `valuesFiles` take the place of the chart's own values. */
function withValuesFiles(
  chart: Chart,
  template: unknown,
  read: (name: string) => Uint8Array | undefined,
): Chart {
  const names = fieldAt(template, 'spec', 'valuesFiles')
  if (!Array.isArray(names) || names.length === 0) return chart
  const mayMiss = fieldAt(template, 'spec', 'ignoreMissingValuesFiles') === true
  let values: Chart['values'] = {}
  for (const name of names.map(String)) {
    const bytes = read(name)
    if (bytes) values = mergeMaps(values, readValues(new TextDecoder().decode(bytes)))
    else if (!mayMiss) throw new ChartError(`values file '${name}' is not there`)
  }
  return { ...chart, values }
}

function chartOfRepository(
  source: SourceKey,
  chart: { readonly name: string; readonly version: string },
  manifests: Manifests,
): RemoteChart {
  const repository = required(source, manifests)
  const url = textAt(repository, 'spec', 'url').replace(/\/+$/, '')
  const isOci = url.startsWith('oci://')
  return {
    ...chart,
    url: isOci ? `${url}/${chart.name}` : url,
    digest: '',
    plainHttp: fieldAt(repository, 'spec', 'insecure') === true,
    ...credentialsOf(repository, source.namespace, manifests),
  }
}

function chartOfRegistry(source: SourceKey, manifests: Manifests): RemoteChart {
  const repository = required(source, manifests)
  const url = textAt(repository, 'spec', 'url')
  const ref = (member: string) => textAt(repository, 'spec', 'ref', member)
  return {
    name: url.replace(/^.*\//, ''),
    version: ref('semver') || ref('tag'),
    url,
    digest: ref('digest'),
    plainHttp: fieldAt(repository, 'spec', 'insecure') === true,
    ...credentialsOf(repository, source.namespace, manifests),
  }
}

function credentialsOf(source: Resource, namespace: string, manifests: Manifests) {
  const texts = manifests.texts('Secret', namespace, textAt(source, 'spec', 'secretRef', 'name'))
  return { username: texts?.['username'] ?? '', password: texts?.['password'] ?? '' }
}

function required(key: SourceKey, manifests: Manifests): Resource {
  const found = manifests.find(key.kind, key.namespace, key.name)
  if (!found) throw new Error(`no manifest of ${formatSourceKey(key)} in what is built`)
  return found
}
