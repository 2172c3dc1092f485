/** `create source chart name`. @module */
import { HelmChart } from '@sluice/api/source'
import { formatDuration } from '@sluice/base/duration'
import { textAt } from '../../kinds/fields.ts'
import { command } from '../../parser/command.ts'
import { custom, text } from '../../parser/flags.ts'
import { UsageError } from '../../parser/parse-flags.ts'
import { createSourceFlags } from '../group-flags.ts'
import { create } from './create.ts'
import { noSource, parseChartSource, sourceRef } from './source-reference.ts'
import { member, verifyMember } from './spec-parts.ts'
import { checkVerify, verifyFlags } from './verify-flags.ts'

const flags = {
  ...createSourceFlags,
  ...verifyFlags,
  source: custom('source of the chart, Kind/name', noSource, parseChartSource),
  chart: text('name of the chart, or its path in the source'),
  'chart-version': text('version or range of versions'),
  'reconcile-strategy': text('how new charts are told: ChartVersion or Revision', 'ChartVersion'),
} as const

/** Creates or updates a HelmChart. */
export const createSourceChart = command({
  summary: 'Create or update a HelmChart',
  usage: '[name]',
  examples: ['sluice create source chart app --source=HelmRepository/charts --chart=app'],
  flags,
  run: context =>
    create(context, () => {
      const given = context.flags
      if (!given.source.name) throw new UsageError('chart source is required')
      if (!given.chart) throw new UsageError('chart name or path is required')
      checkVerify(given)
      return {
        kind: HelmChart,
        spec: {
          chart: given.chart,
          ...member('version', given['chart-version']),
          sourceRef: sourceRef({ ...given.source, namespace: '' }),
          interval: formatDuration(given.interval),
          ...member('reconcileStrategy', given['reconcile-strategy']),
          ...verifyMember(given),
        },
        wording: {
          subject: 'HelmChart source',
          created: 'source',
          generating: 'always',
          ready: () => 'HelmChart source reconciliation completed',
          result: object => `fetched revision: ${textAt(object, 'status', 'artifact', 'revision')}`,
        },
      }
    }),
})
