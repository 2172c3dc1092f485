import { memoryTree } from '@sluice/base/flow'
import { loadChart, packageChart } from '@sluice/helm'

/** A chart's archive, of its files by path. */
export function packedChart(files: Readonly<Record<string, string>>): Uint8Array {
  return packageChart(loadChart(memoryTree(files)), new Date(0))
}
