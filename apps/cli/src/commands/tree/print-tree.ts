import { formatJson } from '@sluice/base/json'
import { formatYaml } from '@sluice/yaml'
import type { Surroundings } from '../../context.ts'
import { formatTree, type ObjectTree, treeToJson } from './object-tree.ts'

/** Prints a tree as lines, or as `json` or `yaml`. */
export function printTree(tree: ObjectTree, output: string, { out }: Surroundings): void {
  if (output === 'json') out(`${formatJson(treeToJson(tree), 2)}\n`)
  else out(`${output === 'yaml' ? formatYaml(treeToJson(tree)) : formatTree(tree)}\n`)
}
