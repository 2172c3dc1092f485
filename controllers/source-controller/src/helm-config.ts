import type { Flag, FlagValues } from '@sluice/kube/runtime'

/** Flags about charts and their repositories. */
export const helmFlags: readonly Flag[] = [
  { name: 'helm-index-max-size', default: '52428800', help: "Bytes of a chart repository's index" },
  { name: 'helm-chart-max-size', default: '10485760', help: "Bytes of a chart's archive" },
  {
    name: 'helm-chart-file-max-size',
    default: '5242880',
    help: "Bytes of a chart's Chart.yaml; its other files may have as many as Helm lets them",
  },
  { name: 'helm-cache-max-size', default: '0', help: 'Indexes that are kept in memory; none with 0' },
  { name: 'helm-cache-ttl', default: '15m', help: 'How long an index stays in memory after its last use' },
  {
    name: 'helm-cache-purge-interval',
    default: '1m',
    help: 'How often indexes whose time is over are looked for',
  },
]

/** What the flags come to. Bytes, and times in milliseconds. */
export interface HelmConfig {
  readonly maxIndex: number
  readonly maxChart: number
  readonly maxChartFile: number
  readonly cache: { readonly size: number; readonly ttl: number; readonly purgeInterval: number }
}

/** @throws ConfigError */
export function readHelmConfig(given: FlagValues): HelmConfig {
  return {
    maxIndex: given.count('helm-index-max-size'),
    maxChart: given.count('helm-chart-max-size'),
    maxChartFile: given.count('helm-chart-file-max-size'),
    cache: {
      size: given.text('helm-cache-max-size') === '0' ? 0 : given.count('helm-cache-max-size'),
      ttl: given.duration('helm-cache-ttl'),
      purgeInterval: given.duration('helm-cache-purge-interval'),
    },
  }
}
