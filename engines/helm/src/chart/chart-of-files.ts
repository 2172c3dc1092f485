/**
 * Sorts a chart's files by what they are to Helm, and loads the subcharts among them.
 * @module
 */

import type { JsonValue } from '@sluice/base/json'
import { goString } from '@sluice/gotemplate'
import { readValues } from '../values/read-values.ts'
import { type Chart, type ChartFile, type ChartLock, setDependencies } from './chart.ts'
import { ChartError } from './chart-error.ts'
import { archiveFiles } from './load-chart-archive.ts'
import { type MetadataDraft, metadataOf, readApiVersion, readLock, readMetadata } from './metadata.ts'
import { readYaml } from './read-yaml.ts'
import { validateMetadata } from './validate-metadata.ts'
import { logged, type Warn } from './warning.ts'

/** The Go package whose rules a chart is read by: `v2` for `apiVersion` v1 and v2, `v3` for v3. */
export type ChartPackage = 'v2' | 'v3'

/** Which rules a `Chart.yaml` asks for. @throws ChartError if it cannot be read or asks for unknown ones */
export function detectPackage(manifest: Uint8Array): ChartPackage {
  const text = goString(manifest)
  // Nearly every chart says it like this, and is spared being parsed twice.
  if (/^apiVersion:.*$/m.exec(text)?.[0].match(/^apiVersion: *v[12] *\r?$/)) return 'v2'
  const version = about('Chart.yaml', () => readApiVersion(readYaml(text)))
  if (version === 'v3') return 'v3'
  if (version === '' || version === 'v1' || version === 'v2') return 'v2'
  throw new ChartError('unsupported chart version')
}

/** A chart while its files are gone through. */
interface Draft {
  readonly packageName: ChartPackage
  readonly warn: Warn
  metadata: MetadataDraft | undefined
  lock: ChartLock | undefined
  values: Chart['values']
  schema: Uint8Array | undefined
  readonly templates: ChartFile[]
  readonly files: ChartFile[]
  /** By their entry in `charts/`, named from there. */
  readonly subcharts: Map<string, ChartFile[]>
}

/** A chart of the files given, which are named relative to it. @throws ChartError in Helm's words */
export function chartOfFiles(files: readonly ChartFile[], packageName: ChartPackage, warn: Warn): Chart {
  const draft: Draft = {
    packageName,
    warn,
    metadata: undefined,
    lock: undefined,
    values: undefined,
    schema: undefined,
    templates: [],
    files: [],
    subcharts: new Map(),
  }
  for (const file of files) if (file.name === 'Chart.yaml') readManifest(file, draft)
  for (const file of files) sortIn(file, draft)
  if (!draft.metadata) throw new ChartError('Chart.yaml file is missing')

  const { lock, values, schema, templates } = draft
  const chart: Chart = {
    metadata: validateMetadata(metadataOf(draft.metadata)),
    lock,
    templates,
    files: draft.files,
    raw: files,
    values,
    schema,
    dependencies: [],
    parent: undefined,
  }
  setDependencies(chart, loadSubcharts(chart.metadata.name, draft))
  return chart
}

/** helm: charts of the first generation need not say their `apiVersion`. */
function readManifest(file: ChartFile, draft: Draft): void {
  const metadata = draft.metadata ?? {}
  about(file.name, () => readMetadata(readExact(file), metadata, draft.packageName))
  draft.metadata = metadata
  if (!metadata.apiVersion) metadata.apiVersion = draft.packageName === 'v3' ? 'v3' : 'v1'
}

function sortIn(file: ChartFile, draft: Draft): void {
  switch (file.name) {
    case 'Chart.yaml':
      return
    case 'Chart.lock':
      draft.lock = about(file.name, () => readLock(readExact(file), draft.packageName))
      return
    case 'values.yaml':
      draft.values = about(file.name, () => readValues(goString(file.data)))
      return
    case 'values.schema.json':
      draft.schema = file.data
      return
    default:
      if (file.name.startsWith('templates/')) draft.templates.push(file)
      else if (file.name.startsWith('charts/')) sortInSubchart(file, draft)
      else if (draft.packageName === 'v2' && file.name === 'requirements.yaml') readRequirements(file, draft)
      else if (draft.packageName === 'v2' && file.name === 'requirements.lock') readOldLock(file, draft)
      else draft.files.push(file)
  }
}

function sortInSubchart(file: ChartFile, draft: Draft): void {
  if (/\.prov$/.test(file.name)) {
    draft.files.push(file)
    return
  }
  const name = file.name.slice('charts/'.length)
  const entry = name.split('/', 1)[0] ?? ''
  const files = draft.subcharts.get(entry) ?? []
  files.push({ name, data: file.data })
  draft.subcharts.set(entry, files)
}

/** Where charts of the first generation name their dependencies. */
function readRequirements(file: ChartFile, draft: Draft): void {
  const metadata = metadataFor(draft)
  if (metadata.apiVersion !== 'v1') {
    draft.warn(
      logged(
        'Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". We recommend migrating dependencies to Chart.yaml.',
      ),
    )
  }
  about(file.name, () => readMetadata(readExact(file), metadata, draft.packageName))
  if (metadata.apiVersion === 'v1') draft.files.push(file)
}

function readOldLock(file: ChartFile, draft: Draft): void {
  draft.lock = about(file.name, () => readLock(readExact(file), draft.packageName))
  const metadata = metadataFor(draft)
  if (metadata.apiVersion === 'v1') {
    draft.files.push(file)
    return
  }
  draft.warn(
    logged(
      'Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.',
    ),
  )
}

function metadataFor(draft: Draft): MetadataDraft {
  draft.metadata ??= {}
  return draft.metadata
}

function loadSubcharts(parent: string, draft: Draft): Chart[] {
  return [...draft.subcharts].flatMap(([entry, files]) => {
    if (/^[_.]/.test(entry)) return []
    const first = files[0]
    if (entry.endsWith('.tgz') && first && first.name !== entry) {
      throw new ChartError(`error unpacking subchart tar in ${parent}: expected ${entry}, got ${first.name}`)
    }
    return [loadSubchart(parent, entry, files, draft)]
  })
}

function loadSubchart(parent: string, entry: string, files: readonly ChartFile[], draft: Draft): Chart {
  try {
    const first = files[0]
    const own = entry.endsWith('.tgz') && first ? archiveFiles(first.data) : filesWithin(files)
    return chartOfFiles(own, draft.packageName, draft.warn)
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    throw new ChartError(`error unpacking subchart ${entry} in ${parent}: ${error.message}`, { cause: error })
  }
}

/** A file that lies in `charts/` itself is no part of any chart. */
function filesWithin(files: readonly ChartFile[]): ChartFile[] {
  return files.flatMap(({ name, data }) => {
    const slash = name.indexOf('/')
    return slash < 0 ? [] : [{ name: name.slice(slash + 1), data }]
  })
}

function readExact(file: ChartFile): JsonValue {
  return readYaml(file.data, 'bigint')
}

/** Names the file that an error is about. */
function about<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    throw new ChartError(`cannot load ${name}: ${error.message}`, { cause: error })
  }
}
