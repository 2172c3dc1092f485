/** Where the dependencies of a chart come from: folders beside it, repositories, registries. @module */
import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { archiveName, packageChart } from '@sluice/helm/package'
import type { ChartDependency } from '@sluice/helm/render'
import { type DependencySources, findEntry, type RepositoryIndex } from '@sluice/helm/repository'
import { type Access, type FetchedChart, fetchArchive, fetchIndex } from './fetch-chart.ts'
import type { KnownRepository } from './helm-home.ts'
import { loadChartAt } from './load-chart-at.ts'

/** What is needed to find and fetch the dependencies of the chart in a folder. */
export interface DependencyPlace {
  readonly folder: string
  readonly access: Access
  readonly known: readonly KnownRepository[]
  readonly now: number
}

/** Finds versions, and fetches archives. Every index is fetched once. */
export class ChartSources implements DependencySources {
  readonly #place: DependencyPlace
  readonly #indexes = new Map<string, Promise<RepositoryIndex>>()

  constructor(place: DependencyPlace) {
    this.#place = place
  }

  localVersion(repository: string): string {
    return loadChartAt(this.localPath(repository), () => {}).metadata.version
  }

  hasSubchart(name: string): boolean {
    return existsSync(join(this.#place.folder, 'charts', name))
  }

  async versions({ name, repository }: ChartDependency): Promise<readonly string[]> {
    if (repository.startsWith('oci://')) {
      const { ociVersions } = await import('./fetch-oci-chart.ts')
      return ociVersions(`${repository}/${name}`, this.#place.access)
    }
    const entries = (await this.#index(repository)).entries[name]
    if (!entries) throw new Error(`${name} chart not found in repo ${repository}`)
    return entries.filter(entry => entry.urls.length > 0).map(entry => entry.version)
  }

  /** The archive of a dependency whose version is known. */
  async fetch({ name, version, repository }: ChartDependency): Promise<FetchedChart> {
    const access = this.#accessTo(repository)
    if (repository.startsWith('file://')) {
      const chart = loadChartAt(this.localPath(repository), () => {})
      return { name: archiveName(chart), bytes: packageChart(chart, new Date(this.#place.now)) }
    }
    if (repository.startsWith('oci://')) {
      const { fetchOciChart } = await import('./fetch-oci-chart.ts')
      return fetchOciChart(`${repository}/${name}`, version, access)
    }
    const [url] = findEntry(await this.#index(repository), name, version).urls
    if (url === undefined) throw new Error(`chart ${name} ${version} has no downloadable URLs`)
    return fetchArchive(url, { ...access, base: repository })
  }

  /** Where a `file://` repository is. */
  localPath(repository: string): string {
    const written = repository.slice('file://'.length)
    const path = isAbsolute(written) ? written : join(this.#place.folder, written)
    if (!existsSync(path)) throw new Error(`directory ${path} not found`)
    return path
  }

  #index(repository: string): Promise<RepositoryIndex> {
    const known = this.#indexes.get(repository)
    if (known) return known
    const index = fetchIndex(repository, this.#accessTo(repository))
    this.#indexes.set(repository, index)
    return index
  }

  #accessTo(repository: string): Access {
    const found = this.#place.known.find(
      ({ url }) => url.replace(/\/+$/, '') === repository.replace(/\/+$/, ''),
    )
    if (!found?.username) return this.#place.access
    return { ...this.#place.access, username: found.username, password: found.password }
  }
}
