/** `build kustomization name`: what a Kustomization would make of local files. @module */

import { formatYaml } from '@sluice/yaml'
import { rowOf } from '../../kinds/table.ts'
import { command } from '../../parser/command.ts'
import { toggle } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { completeNames } from '../complete-names.ts'
import { localBuildFlags } from './flags.ts'
import { buildLocally } from './local-build.ts'

const flags = {
  ...localBuildFlags,
  'dry-run': toggle('build without a cluster; needs --kustomization-file'),
} as const

const row = rowOf('Kustomization')

/** Builds a Kustomization from local files. */
export const buildKustomization = command({
  summary: 'Build a Kustomization from local files',
  usage: '[name]',
  examples: [
    'sluice build kustomization apps --path=./clusters/production',
    'sluice build ks apps --path=./apps --kustomization-file=./apps.yaml --dry-run',
  ],
  flags,
  ...(row ? { complete: completeNames(row) } : {}),
  run: async context => {
    const [name] = context.args
    if (name === undefined) throw new UsageError('kustomization name is required')
    const dryRun = context.flags['dry-run']
    if (context.flags.path && dryRun && !context.flags['kustomization-file'])
      throw new UsageError('dry-run mode requires a kustomization file')
    const { resources } = await buildLocally(context, name, { dryRun })
    context.out(resources.map(resource => `${formatYaml(resource)}---\n`).join(''))
  },
})
