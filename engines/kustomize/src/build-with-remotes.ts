import type { FileTree, Resource } from '@sluice/base/flow'
import { type BuildOptions, buildKustomization, buildRepository } from './build-kustomization.ts'
import type { ChartDefaults, ChartRequest } from './generate/inflate-chart.ts'
import type { RemoteChart, RemoteFetcher, RemoteFile, RemoteTree } from './load/remote.ts'
import type { RepositoryUrl } from './load/repository-url.ts'

/** Gets what a build cannot make by itself; that something remote cannot be had is an answer, not an exception. */
export interface RemoteSource {
  file(url: string): Promise<RemoteFile>
  repository(url: RepositoryUrl): Promise<RemoteTree>
  chart(chart: RemoteChart): Promise<RemoteTree>
  /** The YAML of a chart; absent, `helmCharts` are refused. */
  render?(request: ChartRequest): Promise<string>
}

/** What is built: a directory of a tree, or of a repository. */
export type BuildSubject =
  | { readonly tree: FileTree; readonly dir: string }
  | { readonly repository: RepositoryUrl }

/**
 * Builds a kustomization whose bases may be remote. The build itself waits for nothing: it stops at what is not there
 * yet, which is then fetched, and starts again. One without remote bases runs once.
 * @throws KustomizeError naming the file, resource or field
 */
export async function buildWithRemotes(
  subject: BuildSubject,
  source: RemoteSource,
  options: Omit<BuildOptions, 'remote' | 'helm'> & { readonly charts?: ChartDefaults } = {},
): Promise<Resource[]> {
  const fetched = new Fetched(source)
  for (;;) {
    try {
      const warnings: string[] = []
      const all: BuildOptions = {
        ...options,
        remote: fetched,
        ...(source.render
          ? { helm: { ...options.charts, render: request => fetched.rendered(request) } }
          : {}),
        warn: message => warnings.push(message),
      }
      const built =
        'tree' in subject
          ? buildKustomization(subject.tree, subject.dir, all)
          : buildRepository(subject.repository, all)
      for (const warning of warnings) options.warn?.(warning)
      return built
    } catch (error) {
      if (!(error instanceof NotFetchedYet)) throw error
      await error.fetch()
    }
  }
}

/** Stops a build; not one of its own errors, so that nothing on the way takes it for a wrong path. */
class NotFetchedYet extends Error {
  readonly fetch: () => Promise<void>

  constructor(name: string, fetch: () => Promise<void>) {
    super(`${name} is not fetched yet`)
    this.name = 'NotFetchedYet'
    this.fetch = fetch
  }
}

/** What was fetched so far. */
class Fetched implements RemoteFetcher {
  readonly #source: RemoteSource
  readonly #files = new Map<string, RemoteFile>()
  readonly #texts = new Map<string, string>()
  readonly #trees = new Map<string, RemoteTree>()

  constructor(source: RemoteSource) {
    this.#source = source
  }

  file(url: string): RemoteFile {
    return known(this.#files, url, () => this.#source.file(url))
  }

  /** Directories of one clone share it. */
  repository(url: RepositoryUrl): RemoteTree {
    const clone = `${url.repository} ${url.ref} ${url.submodules}`
    return known(this.#trees, clone, () => this.#source.repository(url))
  }

  rendered(request: ChartRequest): string {
    const { tree: _, ...rest } = request
    return known(this.#texts, JSON.stringify(rest), async () => (await this.#source.render?.(request)) ?? '')
  }

  chart(chart: RemoteChart): RemoteTree {
    const name = `${chart.repo} ${chart.name} ${chart.version} ${chart.devel}`
    return known(this.#trees, name, () => this.#source.chart(chart))
  }
}

function known<T>(found: Map<string, T>, name: string, fetch: () => Promise<T>): T {
  const value = found.get(name)
  if (value !== undefined) return value
  throw new NotFetchedYet(name, async () => {
    found.set(name, await fetch())
  })
}
