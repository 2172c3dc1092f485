/**
 * Loads a chart from a directory as Helm does: `.helmignore` says what is left out, `Chart.yaml` what the rest means.
 * @module
 */
import type { FileTree } from '@sluice/base/flow'
import { goString, quoteString } from '@sluice/gotemplate'
import type { Chart, ChartFile } from './chart.ts'
import { ChartError } from './chart-error.ts'
import { maxFileSize, withoutMark } from './chart-file.ts'
import { chartOfFiles, detectPackage } from './chart-of-files.ts'
import { type IgnoreRule, parseHelmIgnore } from './helm-ignore.ts'
import type { Warn } from './warning.ts'

/** How a chart is loaded. */
export interface LoadChartOptions {
  /** The directory as messages name it. */
  readonly name?: string
  readonly warn?: Warn
}

/**
 * Loads the chart at the root of a tree, with the subcharts in its `charts/` folder.
 * @throws ChartError in Helm's words
 */
export function loadChart(tree: FileTree, { name = '.', warn = () => {} }: LoadChartOptions = {}): Chart {
  const file = `${name}/Chart.yaml`
  const manifest = tree.read('Chart.yaml')
  if (!manifest) {
    throw new ChartError(`unable to detect chart at ${file}: open ${file}: no such file or directory`)
  }
  const ignore = parseHelmIgnore(goString(tree.read('.helmignore') ?? new Uint8Array()))
  const packageName = detectPackage(manifest)
  return chartOfFiles(filesOf(tree, ignore), packageName, warn)
}

function filesOf(tree: FileTree, ignore: IgnoreRule): ChartFile[] {
  const files: ChartFile[] = []
  const visit = (directory: string) => {
    for (const { name, type } of tree.list(directory) ?? []) {
      const path = directory ? `${directory}/${name}` : name
      if (ignore(path, type === 'directory')) continue
      if (type === 'directory') visit(path)
      else files.push(readFile(tree, path, name))
    }
  }
  visit('')
  return files
}

function readFile(tree: FileTree, path: string, name: string): ChartFile {
  const data = tree.read(path)
  if (!data) throw new ChartError(`error reading ${path}: no such file`)
  if (data.length > maxFileSize) {
    throw new ChartError(
      `chart file ${quoteString(name)} is larger than the maximum file size ${maxFileSize}`,
    )
  }
  return { name: path, data: withoutMark(data) }
}
