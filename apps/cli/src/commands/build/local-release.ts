/** Renders a HelmRelease from local files: those of a folder that is built, of a file of manifests, or both. @module */
import { readFileSync, statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { FileTree, Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { Capabilities } from '@sluice/helm/render'
import { parseYaml } from '@sluice/yaml'
import type { Context } from '../../context.ts'
import { diskTree } from '../../disk-tree.ts'
import { text, toggle } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { loadChartAt } from '../helm/load-chart-at.ts'
import { type ExpandOptions, expandKustomizations } from '../preview/expand-repository.ts'
import { remoteUrls } from '../preview/revision-files.ts'
import { chartPlaceFlags } from './chart-place-flags.ts'
import { chartSource } from './chart-sources.ts'
import { Manifests } from './manifests.ts'
import type { ChartPlaces } from './release-chart.ts'
import { capabilitiesOf } from './release-flags.ts'
import { type RenderedParts, renderHelmRelease } from './render-release.ts'
import { repositoryRoot } from './repository-root.ts'

/** Flags of `build helmrelease` and `diff helmrelease`. */
export const localReleaseFlags = {
  ...chartPlaceFlags,
  path: text('directory to build, whose Kustomizations are followed'),
  file: text('file of manifests with the HelmRelease', '', { short: 'f' }),
  chart: text("chart folder or archive to take instead of the release's"),
  fetch: toggle('fetch charts from repositories and registries', { initial: true }),
} as const

/** A context with the flags of local releases. */
export type ReleaseContext = Context<typeof localReleaseFlags>

/** A release, and what it renders to. */
export interface LocalRelease {
  readonly release: Resource
  readonly parts: RenderedParts
}

/** Finds and renders the release. @throws Error naming what cannot be read, found or rendered */
export async function renderLocally(context: ReleaseContext, name: string): Promise<LocalRelease> {
  const { flags, cwd, env, signal } = context
  if (!flags.path && !flags.file) throw new UsageError('--path or --file is required')
  const fetchChart = chartSource({ folder: flags.charts, cwd, env, mayFetch: flags.fetch, signal })
  const capabilities = new Capabilities(capabilitiesOf(flags))
  const places = await findPlaces(context, { fetchChart, capabilities, signal })
  const release = findRelease(places, name, context.namespace)
  const own = flags.chart ? { chart: loadChartAt(resolve(cwd, flags.chart), () => {}) } : {}
  const parts = await renderHelmRelease(release, { ...places, ...own, capabilities, signal })
  return { release, parts }
}

/** What a release is rendered from, and what of it is missing. */
interface LocalPlaces extends ChartPlaces {
  readonly problems: readonly string[]
}

type Tools = Pick<ExpandOptions, 'fetchChart' | 'capabilities' | 'signal'>

async function findPlaces({ flags, cwd, namespace }: ReleaseContext, tools: Tools): Promise<LocalPlaces> {
  const start = resolve(cwd, flags.path || '.')
  if (!statSync(start, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`invalid resource path ${JSON.stringify(flags.path)}`)
  const root = repositoryRoot(flags.path ? start : resolve(cwd, flags.file, '..'))
  const tree: FileTree = diskTree(root)
  const { built, ...places } = flags.path
    ? await expandKustomizations({
        ...tools,
        tree,
        path: relative(root, start),
        shownRoot: root,
        remotes: remoteUrls(root),
      })
    : { built: [], manifests: new Manifests(), filesOf: () => tree }
  if (flags.file) places.manifests.add(readManifests(resolve(cwd, flags.file), namespace), namespace)
  const problems = built.flatMap(({ owner, problem }) =>
    problem === undefined ? [] : `${owner.kind} '${owner.metadata.name}' is left out: ${problem}`,
  )
  return { ...places, problems, fetchChart: tools.fetchChart }
}

/** Resources of a file; what names no namespace is in the one of the command. */
function readManifests(path: string, namespace: string): readonly Resource[] {
  const isResource = (value: JsonValue): value is Resource =>
    isJsonObject(value) && typeof value['kind'] === 'string' && isJsonObject(value['metadata'])
  return parseYaml(readFileSync(path, 'utf8'))
    .filter(isResource)
    .map(resource => ({ ...resource, metadata: { namespace, ...resource.metadata } }))
}

/** The release of that name, wherever it is if there is but one. */
function findRelease({ manifests, problems }: LocalPlaces, name: string, namespace: string): Resource {
  const found = manifests.find('HelmRelease', namespace, name)
  if (found) return found
  const others = manifests.ofKind('HelmRelease').filter(release => release.metadata.name === name)
  const [only] = others
  if (only && others.length === 1) return only
  const where = others.map(release => release.metadata.namespace).join(', ')
  const hint = where ? `: there are such in ${where}` : problems.map(problem => `; ${problem}`).join('')
  throw new Error(`no manifest of a HelmRelease '${name}' in namespace '${namespace}'${hint}`)
}
