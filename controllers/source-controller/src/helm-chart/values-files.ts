/** `valuesFiles`: files that are merged in the place of a chart's `values.yaml`. @module */
import type { HelmChart } from '@sluice/api/source'
import type { FileTree } from '@sluice/base/flow'
import { deepEqual, type JsonObject } from '@sluice/base/json'
import { type Chart, ChartError, mergeMaps, readValuesDocument } from '@sluice/helm'
import { formatYaml } from '@sluice/yaml'
import { insideRoot } from '../source/inside-root.ts'
import { BuildError, failures } from './build-error.ts'

const defaultFile = 'values.yaml'

type Values = NonNullable<Chart['values']>

/** The files to merge: none if they are just the chart's own. */
export function valuesFilesOf({ spec }: HelmChart): readonly string[] {
  const files = spec?.valuesFiles ?? []
  return files.length === 1 && files[0]?.replace(/^(\.\/)+/, '') === defaultFile ? [] : files
}

/** Where values files are read: below the root of a source, or in the chart itself. */
type ReadFile = (path: string) => Uint8Array | Values | undefined

/** How values files are read, and what is said of one that is missing and of all that is wrong. */
export interface ValuesSource {
  readonly read: ReadFile
  readonly missing: (path: string) => string
  readonly prefix: string
}

/** The chart with the files' values as its own, and the files that were found. @throws BuildError */
export function withValuesFiles(
  chart: Chart,
  { spec }: HelmChart,
  { read, missing, prefix }: ValuesSource,
): { readonly chart: Chart; readonly valuesFiles: readonly string[] } {
  let values: Values = {}
  const found: string[] = []
  for (const path of spec?.valuesFiles ?? []) {
    const file = readFile(path, read, prefix)
    if (file) {
      values = mergeMaps(values, file)
      found.push(path)
    } else if (!spec?.ignoreMissingValuesFiles) {
      throw new BuildError(failures.values, prefix + missing(path))
    }
  }
  if (!chart.raw.some(({ name }) => name === defaultFile))
    throw new BuildError(failures.values, `failed to locate values file: ${defaultFile}`)
  // flux: files that say what the chart says anyway are not merged.
  if (deepEqual(values as JsonObject, (chart.values ?? {}) as JsonObject)) return { chart, valuesFiles: [] }
  return { chart: replaceValues(chart, values), valuesFiles: found }
}

function replaceValues(chart: Chart, values: Values): Chart {
  const text = Object.keys(values).length > 0 ? formatYaml(values as JsonObject) : ''
  const data = Buffer.from(text)
  return {
    ...chart,
    values,
    raw: chart.raw.map(file => (file.name === defaultFile ? { ...file, data } : file)),
  }
}

/** Reads values files below the root of a source. */
export function filesOfTree(tree: FileTree): ValuesSource {
  return {
    read: path => tree.read(insideRoot(path)),
    missing: path => `no values file found at path '/${insideRoot(path)}' (reference '${path}')`,
    prefix: '',
  }
}

/** Reads values files of a chart; `values.yaml` is what the chart has as its values. */
export function filesOfChart(chart: Chart): ValuesSource {
  return {
    read: path => {
      const name = insideRoot(path)
      if (name === defaultFile) return chart.values ?? {}
      return chart.files.find(each => each.name === name)?.data
    },
    missing: path => `no values file found at path '${path}'`,
    prefix: 'failed to merge chart values: ',
  }
}

function readFile(path: string, read: ReadFile, prefix: string): Values | undefined {
  const found = read(path)
  if (!(found instanceof Uint8Array)) return found
  try {
    return readValuesDocument(new TextDecoder().decode(found))
  } catch (error) {
    if (!(error instanceof ChartError)) throw error
    throw new BuildError(
      failures.values,
      `${prefix}unmarshaling values from '${path}' failed: ${error.message}`,
      error,
    )
  }
}
