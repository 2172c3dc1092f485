import type { ChartRenderer } from '../generate/inflate-chart.ts'
import type { Schemas } from '../resources/schemas.ts'
import type { RemoteFetcher } from './remote.ts'

/** What all kustomizations of one build share. */
export interface BuildContext {
  /** Files must lie in or below their kustomization's directory. */
  readonly restrict: boolean
  /** What messages put before paths. */
  readonly shownRoot: string
  readonly schemas: Schemas
  readonly remote: RemoteFetcher | undefined
  /** Renders `helmCharts`; absent, they are refused. */
  readonly helm: ChartRenderer | undefined
  /** Hears of deprecated fields and the like. */
  readonly warn: (message: string) => void
}
