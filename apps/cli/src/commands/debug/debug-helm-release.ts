/** `debug helmrelease name`: its status or its history. @module */
import { HelmRelease } from '@sluice/api/helm'
import type { JsonValue } from '@sluice/base/json'
import { formatYaml } from '@sluice/yaml'
import { fieldAt } from '../../kinds/fields.ts'
import { rowOf } from '../../kinds/table.ts'
import { command } from '../../parser/command.ts'
import { toggle } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { completeNames } from '../complete-names.ts'

const flags = {
  'show-status': toggle('print the status'),
  'show-values': toggle('print the merged values (not available yet)'),
  'show-history': toggle('print the history'),
} as const

const row = rowOf('HelmRelease')

/** Shows what a HelmRelease works with. */
export const debugHelmRelease = command({
  summary: 'Show status or history of a HelmRelease',
  usage: '[name]',
  examples: ['sluice debug hr web --show-status'],
  flags,
  arity: { type: 'exactly', count: 1 },
  ...(row ? { complete: completeNames(row) } : {}),
  run: async context => {
    const given = context.flags
    const asked = [given['show-status'], given['show-values'], given['show-history']].filter(Boolean)
    if (asked.length !== 1)
      throw new UsageError('exactly one of --show-status, --show-values, or --show-history must be set')
    const client = await context.client()
    const object = await client.get(HelmRelease, context.namespace, context.args[0] ?? '', context.signal)
    if (given['show-values']) throw new Error('--show-values is not available in this version of sluice yet')
    const [title, anchor, value] = given['show-status']
      ? (['Status', 'helmrelease-status', fieldAt(object, 'status') ?? {}] as const)
      : (['History', 'history', fieldAt(object, 'status', 'history') ?? []] as const)
    context.out(section(title, anchor, value))
  },
})

function section(title: string, anchor: string, value: JsonValue): string {
  const page = 'https://fluxcd.io/flux/components/helm/helmreleases'
  return `# ${title} documentation: ${page}/#${anchor}\n${formatYaml(value)}`
}
