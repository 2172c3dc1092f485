/** A chart of a GitRepository or Bucket: a folder, which is packaged, or an archive. @module */
import type { HelmChart } from '@sluice/api/source'
import type { FileTree } from '@sluice/base/flow'
import {
  type Chart,
  ChartError,
  type ChartMetadata,
  loadChart,
  loadChartArchive,
  packageChart,
  readArchiveHead,
  readChartHead,
} from '@sluice/helm'
import { insideRoot } from '../source/inside-root.ts'
import { type FoundChart, withMetadata } from './build.ts'
import { failingAs, failures } from './build-error.ts'
import type { Deps } from './deps.ts'
import { shownRoot } from './shown-root.ts'
import { subTree } from './sub-tree.ts'
import { filesOfTree, valuesFilesOf, withValuesFiles } from './values-files.ts'

/** A source's files, and the revision they are of. */
export interface SourceFiles {
  readonly tree: FileTree
  readonly kind: string
  readonly revision: string
}

/** Adds what a chart lists as its dependencies and does not bring. Gives how many it added. */
export type AddDependencies = (chart: Chart, path: string) => Promise<number>

/** How what is missing is added, when it is, and how large a chart may be. */
export interface LocalBuild {
  readonly addDependencies: AddDependencies
  readonly now: Date
  readonly limits: Deps['limits']
}

/** Finds the chart in a source. @throws BuildError */
export async function findLocalChart(
  object: HelmChart,
  source: SourceFiles,
  { addDependencies, now, limits }: LocalBuild,
): Promise<FoundChart> {
  const path = insideRoot(object.spec?.chart ?? '')
  const head = await failingAs(failures.reference, [ChartError], () => headAt(source.tree, path, limits))
  const isFolder = source.tree.list(path) !== undefined
  const version = withMetadata(head.version, metadataOf(object, source))
  const files = valuesFilesOf(object)
  const isPackaged = isFolder || version !== head.version || files.length > 0
  return {
    name: head.name,
    version,
    isPackaged,
    async archive() {
      if (!isPackaged)
        return { bytes: source.tree.read(path) ?? new Uint8Array(), valuesFiles: [], resolvedDependencies: 0 }
      const loaded = await failingAs(failures.package, [ChartError], () => loadAt(source.tree, path))
      const own = { ...loaded, metadata: { ...loaded.metadata, version } }
      const merged =
        files.length > 0
          ? withValuesFiles(own, object, filesOfTree(source.tree))
          : { chart: own, valuesFiles: [] }
      const resolvedDependencies = isFolder ? await addDependencies(merged.chart, path) : 0
      const bytes = await failingAs(failures.package, [ChartError], () => packageChart(merged.chart, now))
      return { bytes, valuesFiles: merged.valuesFiles, resolvedDependencies }
    },
  }
}

/** What a chart of a source says of itself, whether it is a folder or an archive. @throws ChartError */
function headAt(tree: FileTree, path: string, { maxChart, maxChartFile }: Deps['limits']): ChartMetadata {
  const place = `${shownRoot}/${path}`
  if (tree.list(path)) return readChartHead(subTree(tree, path), place, maxChartFile)
  const bytes = tree.read(path)
  if (!bytes) throw new ChartError(`stat ${place}: no such file or directory`)
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (bytes.length > maxChart)
    throw new ChartError(`size of chart '${name}' exceeds '${maxChart}' bytes limit`)
  return readArchiveHead(bytes, maxChartFile)
}

/** A chart of a source in whole. @throws ChartError */
export function loadAt(tree: FileTree, path: string): Chart {
  if (tree.list(path)) return loadChart(subTree(tree, path), { name: path || '.' })
  return loadChartArchive(tree.read(path) ?? new Uint8Array(), { name: path })
}

/** What the revision of the source and the values files of this object add to the chart's version. */
function metadataOf(object: HelmChart, { kind, revision }: SourceFiles): string {
  const parts: string[] = []
  if (object.spec?.reconcileStrategy === 'Revision') {
    const hash =
      kind === 'GitRepository' || kind === 'Bucket' ? revision.slice(revision.lastIndexOf(':') + 1) : revision
    parts.push(hash.slice(0, 12))
  }
  if (valuesFilesOf(object).length > 0) parts.push(String(object.metadata.generation))
  return parts.join('.')
}
