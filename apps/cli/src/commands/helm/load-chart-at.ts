import { readFileSync, statSync } from 'node:fs'
import type { Chart, Warn } from '@sluice/helm/render'
import { loadChart, loadChartArchive } from '@sluice/helm/render'
import { chartFolder } from './chart-folder.ts'

/** Loads the chart in a folder or archive on disk; `shown` is what messages call it. */
export function loadChartAt(path: string, warn: Warn, shown = path): Chart {
  if (isFolder(path, shown)) return loadChart(chartFolder(path, warn), { name: shown, warn })
  return loadChartArchive(readFileSync(path), { name: shown, warn })
}

/** The same. helm: some commands do not look for a chart first, and say otherwise that there is none. */
export function loadExistingChart(path: string, warn: Warn, shown = path): Chart {
  try {
    return loadChartAt(path, warn, shown)
  } catch (error) {
    if (!(error instanceof Error) || !/^unable to detect chart (?:at|version, no) /.test(error.message))
      throw error
    throw new Error('Chart.yaml file is missing', { cause: error })
  }
}

/** Whether a path is a folder; a path that is not there fails as in Go, under the name it was given by. */
export function isFolder(path: string, shown = path): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new Error(`stat ${shown}: no such file or directory`)
  return found.isDirectory()
}
