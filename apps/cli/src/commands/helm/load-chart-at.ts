import { readFileSync, statSync } from 'node:fs'
import type { Chart, Warn } from '@sluice/helm/render'
import { loadChart, loadChartArchive } from '@sluice/helm/render'
import { chartFolder } from './chart-folder.ts'

/** Loads the chart in a folder or archive on disk. */
export function loadChartAt(path: string, warn: Warn): Chart {
  if (isFolder(path)) return loadChart(chartFolder(path, warn), { name: path, warn })
  return loadChartArchive(readFileSync(path), { name: path, warn })
}

/** Whether a path is a folder; a path that is not there fails as in Go, under the name it was given by. */
export function isFolder(path: string, shown = path): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new Error(`stat ${shown}: no such file or directory`)
  return found.isDirectory()
}
