/** Dependencies that a chart of the repository lists and does not bring; source-controller adds them when it packs it. @module */
import type { FileTree } from '@sluice/base/flow'
import { type Chart, type ChartDependency, setDependencies } from '@sluice/helm/render'
import { pathInside } from './path-inside.ts'
import type { ChartPlaces } from './release-chart.ts'

/** Where they are. */
export interface DependencyPlaces extends Pick<ChartPlaces, 'fetchChart'> {
  readonly files: FileTree
  /** Loads a folder of the files. */
  load(dir: string): Promise<Chart>
}

/** Adds them to the chart in `dir`. @throws Error for one that cannot be had */
export async function addDependencies(chart: Chart, dir: string, places: DependencyPlaces): Promise<void> {
  const listed = chart.lock?.dependencies ?? chart.metadata.dependencies ?? []
  const present = new Set(chart.dependencies.map(({ metadata }) => metadata.name))
  const missing = listed.filter(({ name }) => !present.has(name))
  if (listed.length === chart.dependencies.length || missing.length === 0) return
  const added = await Promise.all(missing.map(dependency => find(dependency, dir, places)))
  setDependencies(chart, [...chart.dependencies, ...added])
}

async function find(dependency: ChartDependency, dir: string, places: DependencyPlaces): Promise<Chart> {
  const { name, version, repository } = dependency
  if (repository.startsWith('file://'))
    return places.load(pathInside(`${dir}/${repository.slice('file://'.length)}`))
  return (await places.fetchChart({ ...anonymous, name, version, url: urlOf(name, repository) })).chart
}

function urlOf(name: string, repository: string): string {
  const url = repository.replace(/\/+$/, '')
  return url.startsWith('oci://') ? `${url}/${name}` : url
}

const anonymous = {
  digest: '',
  tag: '',
  plainHttp: false,
  username: '',
  password: '',
  dockerConfig: '',
  tls: {},
  passCredentials: false,
} as const
