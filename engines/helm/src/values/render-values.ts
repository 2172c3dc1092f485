/**
 * What the templates of a chart are given: `.Release`, `.Capabilities` and, once checked against the schemas, `.Values`.
 * @module
 */
import { type GoMap, int, withType } from '@sluice/gotemplate'
import type { Capabilities } from '../capabilities/capabilities.ts'
import type { Chart } from '../chart/chart.ts'
import { ChartError } from '../chart/chart-error.ts'
import type { Warn } from '../chart/warning.ts'
import { coalesceValues } from './coalesce-values.ts'

/** The release that a chart is rendered for. */
export interface ReleaseOptions {
  readonly name: string
  readonly namespace: string
  /** Default 1. */
  readonly revision?: number
  /** Default false: an installation. */
  readonly isUpgrade?: boolean
  /** Default: whatever is no upgrade. The linter's release is neither. */
  readonly isInstall?: boolean
}

/** How values become what templates see. */
export interface RenderValuesOptions {
  readonly release: ReleaseOptions
  readonly capabilities: Capabilities
  readonly skipSchemaValidation?: boolean
  /** Fetches a schema that a chart's schema refers to by http or https; without it that is an error. */
  readonly loadSchema?: (url: string) => Promise<Uint8Array>
  readonly warn?: Warn
}

/**
 * The values for the templates of a chart whose dependencies are processed.
 * @throws ChartError in Helm's words, if a schema does not hold
 */
export async function toRenderValues(
  chart: Chart,
  values: GoMap,
  { release, capabilities, skipSchemaValidation = false, loadSchema, warn = () => {} }: RenderValuesOptions,
): Promise<GoMap> {
  const coalesced = withType(coalesceValues(chart, values, warn), 'common.Values')
  if (!skipSchemaValidation && hasSchema(chart)) {
    const { validateValues } = await import('../schema/validate-values.ts')
    const problems = await validateValues(chart, coalesced, { warn, loadSchema })
    if (problems !== '') {
      throw new ChartError(
        `values don't meet the specifications of the schema(s) in the following chart(s):\n${problems}`,
      )
    }
  }
  return { Release: releaseObject(release), Capabilities: capabilities, Values: coalesced }
}

function hasSchema(chart: Chart): boolean {
  return chart.schema !== undefined || chart.dependencies.some(hasSchema)
}

function releaseObject(release: ReleaseOptions): GoMap {
  const { name, namespace, revision = 1, isUpgrade = false, isInstall = !isUpgrade } = release
  return {
    Name: name,
    Namespace: namespace,
    IsUpgrade: isUpgrade,
    IsInstall: isInstall,
    Revision: int(revision),
    Service: 'Helm',
  }
}
