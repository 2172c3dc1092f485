import { type FileTree, memoryTree } from '@sluice/base/flow'
import { archiveFiles } from './load-chart-archive.ts'

/**
 * The files of a packed chart as they would be unpacked.
 * @throws ChartError in Helm's words
 */
export function archiveTree(bytes: Uint8Array): FileTree {
  return memoryTree(new Map(archiveFiles(bytes).map(({ name, data }) => [name, data])))
}
