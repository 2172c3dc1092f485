import { Reason } from '@sluice/api/helm'
import { formatDuration } from '@sluice/base/duration'
import type { FileTree } from '@sluice/base/flow'
import { formatVersion, parseVersion } from '@sluice/base/semver'
import { type Chart, ChartError, loadChart } from '@sluice/helm/render'
import { ArtifactError } from '@sluice/io/artifact-store'
import { Waiting } from '@sluice/kube/runtime'
import type { Deps } from './deps.ts'
import type { ChartSource } from './source.ts'

/** The chart of an artifact. */
export interface LoadedChart {
  readonly chart: Chart
  /** The digest of the artifact it comes from, where that is part of its version. */
  readonly ociDigest: string
}

/** Charts by the digest of their artifact: none is ever changed. */
const loaded = new Map<string, Chart>()
const maxLoaded = 64

/**
 * Fetches and loads the chart. That of an OCI artifact gets the artifact's digest as part of its version.
 * @throws Waiting if the artifact is not there (yet), or is no chart
 */
export async function fetchChart(
  { kind, artifact }: ChartSource,
  deps: Deps,
  signal: AbortSignal,
): Promise<LoadedChart> {
  const chart =
    loaded.get(artifact.digest) ?? load(await fetchTree(artifact.url, artifact.digest, { deps, signal }))
  remember(artifact.digest, chart)
  const hasDigest =
    kind === 'OCIRepository' || (kind === 'ExternalArtifact' && artifact.revision.includes(':'))
  return hasDigest ? withDigest(chart, artifact.revision, deps) : { chart, ociDigest: '' }
}

async function fetchTree(
  url: string,
  digest: string,
  { deps, signal }: { readonly deps: Deps; readonly signal: AbortSignal },
): Promise<FileTree> {
  try {
    return await deps.fetchTree(url, digest, signal)
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error
    if (error.kind !== 'not-found') throw notLoaded(error)
    const after = deps.config.requeueDependency
    const message = `Source not ready: artifact not found. Retrying in ${formatDuration(after)}`
    throw new Waiting(Reason.ArtifactFailed, message, { after, event: false, cause: error })
  }
}

function load(tree: FileTree): Chart {
  try {
    return loadChart(topFolder(tree))
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    throw notLoaded(error)
  }
}

function notLoaded(cause: Error): Waiting {
  const message = `Could not load chart: ${cause.message}`
  return new Waiting(Reason.ArtifactFailed, message, { event: cause.message, severity: 'error', cause })
}

/** A packed chart has one folder at its top. */
function topFolder(tree: FileTree): FileTree {
  const top = tree.list('')?.find(entry => entry.type === 'directory')?.name
  if (top === undefined) throw new ChartError('no files in chart archive')
  const inside = (path: string) => (path === '' || path === '.' ? top : `${top}/${path}`)
  return {
    read: path => tree.read(inside(path)),
    list: dir => tree.list(inside(dir)),
    paths: () =>
      tree
        .paths()
        .filter(path => path.startsWith(`${top}/`))
        .map(path => path.slice(top.length + 1)),
  }
}

function remember(digest: string, chart: Chart): void {
  loaded.delete(digest)
  loaded.set(digest, chart)
  const [oldest] = loaded.keys()
  if (loaded.size > maxLoaded && oldest !== undefined) loaded.delete(oldest)
}

const shownDigest = 12

/** A tag that is a version must be the chart's; the digest is added so that a moved tag is seen. */
function withDigest(chart: Chart, revision: string, { config }: Deps): LoadedChart {
  const version = parseVersion(chart.metadata.version)
  if (!version) throw mismatch(`invalid chart version ${chart.metadata.version}`)
  const [tag = '', digest] = revision.split('@')
  const tagVersion = parseVersion(tag.replaceAll('_', '+'))
  if (tagVersion && (digest === undefined || formatVersion(tagVersion) !== formatVersion(version)))
    throw mismatch(`artifact revision ${tag} does not match chart version ${chart.metadata.version}`)
  const ociDigest = tagVersion ? (digest ?? '') : revision
  const [, hex = '', ...rest] = ociDigest.split(':')
  if (hex.length < shownDigest || rest.length > 0) throw mismatch(`invalid artifact revision ${ociDigest}`)
  if (!config.tracksDigests) return { chart, ociDigest }
  const [core = ''] = formatVersion(version).split('+')
  const metadata = { ...chart.metadata, version: `${core}+${hex.slice(0, shownDigest)}` }
  return { chart: { ...chart, metadata }, ociDigest }
}

function mismatch(message: string): Waiting {
  return new Waiting(Reason.ChartMutateError, message, { event: false })
}
