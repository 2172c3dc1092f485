/** `build helmrelease name`: what a HelmRelease would make of local files. @module */
import { formatYaml } from '@sluice/yaml'
import { rowOf } from '../../kinds/table.ts'
import { command } from '../../parser/command.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { completeNames } from '../complete-names.ts'
import { localReleaseFlags, renderLocally } from './local-release.ts'

const row = rowOf('HelmRelease')

/** Renders a HelmRelease from local files. */
export const buildHelmRelease = command({
  summary: 'Render a HelmRelease from local files, without a cluster',
  usage: '[name]',
  examples: [
    'sluice build helmrelease web --path=./clusters/production',
    'sluice build hr web -f ./apps/web.yaml --chart=./charts/web',
  ],
  flags: localReleaseFlags,
  ...(row ? { complete: completeNames(row) } : {}),
  run: async context => {
    const [name] = context.args
    if (name === undefined) throw new UsageError('helmrelease name is required')
    const { parts } = await renderLocally(context, name)
    const resources = [...parts.crds, ...parts.manifests, ...parts.hooks.map(hook => hook.resource)]
    context.out(resources.map(resource => `${formatYaml(resource)}---\n`).join(''))
  },
})
