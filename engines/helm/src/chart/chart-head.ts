/**
 * What a chart says of itself, without the rest of it: for whoever passes charts on and leaves their templates and
 * values to others. Messages are those of Flux, which reads this part alone, too.
 * @module
 */
import type { FileTree } from '@sluice/base/flow'
import { ArchiveError, gunzip, readRawTar } from '@sluice/base/tar'
import type { ChartMetadata } from './chart.ts'
import { ChartError } from './chart-error.ts'
import { maxFileSize, withoutMark } from './chart-file.ts'
import { archiveLimits, nameInChart, requireGzip } from './load-chart-archive.ts'
import { type MetadataDraft, metadataOf, readMetadata } from './metadata.ts'
import { readYaml } from './read-yaml.ts'
import { validateMetadata } from './validate-metadata.ts'

/** Files that say what a chart is; each adds to what those before it said. */
const headFiles = ['Chart.yaml', 'requirements.yaml']

/** The metadata of the chart at the root of a tree, whose `Chart.yaml` has no more bytes than allowed. @throws ChartError */
export function readChartHead(tree: FileTree, root: string, limit = maxFileSize): ChartMetadata {
  const draft: MetadataDraft = {}
  for (const name of headFiles) {
    const bytes = tree.read(name)
    if (!bytes && name === 'Chart.yaml')
      throw new ChartError(`open ${root}/${name}: no such file or directory`)
    if (bytes) readInto(draft, { name, bytes, limit })
  }
  return validateMetadata(metadataOf(draft))
}

/** The metadata of a packed chart. @throws ChartError */
export function readArchiveHead(packed: Uint8Array, limit = maxFileSize): ChartMetadata {
  requireGzip(packed)
  const draft: MetadataDraft = {}
  for (const entry of entriesOf(packed)) {
    if (entry.typeflag === '5' || entry.name.endsWith('/')) continue
    const name = nameInChart(entry.name)
    if (headFiles.includes(name)) readInto(draft, { name, bytes: entry.content, limit })
  }
  if (draft['apiVersion'] === undefined) throw new ChartError("no 'Chart.yaml' found")
  return validateMetadata(metadataOf(draft))
}

function* entriesOf(packed: Uint8Array) {
  try {
    yield* readRawTar(gunzip(packed, archiveLimits), archiveLimits)
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    throw new ChartError(error.message, { cause: error })
  }
}

interface HeadFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly limit: number
}

function readInto(draft: MetadataDraft, { name, bytes, limit }: HeadFile): void {
  if (bytes.length > limit) throw new ChartError(`size of '${name}' exceeds '${limit}' bytes limit`)
  try {
    readMetadata(readYaml(withoutMark(bytes), 'bigint'), draft, 'v2')
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    throw new ChartError(`cannot load '${name}': ${error.message}`, { cause: error })
  }
  // helm: charts of the first generation need not say it.
  if (!draft['apiVersion']) draft['apiVersion'] = 'v1'
}
