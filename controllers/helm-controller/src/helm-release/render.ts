import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { GoMap } from '@sluice/gotemplate'
import { chartJson, type ReleaseRecord } from '@sluice/helm/release'
import { Capabilities, type Chart, type ChartCrd, mergeMaps, renderRelease } from '@sluice/helm/render'
import type { KubeClient } from '@sluice/kube/client'
import type { ReleaseContext } from './action-context.ts'
import { postRender } from './post-render.ts'
import { helmNameOf, releaseNamespaceOf, specOf } from './spec.ts'
import { plainValues } from './values.ts'

/** What is to be rendered. */
export interface RenderRequest {
  readonly verb: 'install' | 'upgrade'
  readonly revision: number
  /** The release whose values are kept where new ones say nothing. */
  readonly preserves?: ReleaseRecord | undefined
}

/** The parts of a record that come from the chart. */
export interface Rendered extends Pick<ReleaseRecord, 'chart' | 'config' | 'manifest' | 'hooks'> {
  readonly notes: string
  readonly crds: readonly ChartCrd[]
}

/** Renders the chart for a release. @throws ChartError, RenderError in Helm's words */
export async function render(context: ReleaseContext, request: RenderRequest): Promise<Rendered> {
  const { draft, cluster, deps } = context
  const { release } = draft
  const { chart, values } = withPreserved(context, request.preserves)
  const spec = specOf(release)
  const strategy = spec.postRenderStrategy ?? (deps.config.usesHelm3Defaults ? 'nohooks' : 'combined')
  const rendered = await renderRelease({
    chart,
    values,
    release: {
      name: helmNameOf(release),
      namespace: releaseNamespaceOf(release),
      revision: request.revision,
      isUpgrade: request.verb === 'upgrade',
    },
    capabilities: new Capabilities(await deps.capabilities(cluster.client)),
    environment: { ...deps.environment, lookup: lookupIn(cluster.client) },
    skipSchemaValidation: spec[request.verb]?.disableSchemaValidation ?? false,
    postRender: files => postRender(files, release, strategy),
  })
  return {
    chart: chartJson(rendered.chart),
    config: plainValues(values),
    manifest: rendered.manifests
      .map(({ path, content }) => `---\n# Source: ${path}\n${content}\n\n`)
      .join(''),
    hooks: rendered.hooks.map(hook => ({
      ...hook,
      lastRun: { startedAt: undefined, completedAt: undefined, phase: '' as const },
    })),
    notes: rendered.notes,
    crds: rendered.crds,
  }
}

/** The old values go below the new ones, and those of the old chart below both. */
function withPreserved(
  { chart, values }: ReleaseContext,
  preserved: ReleaseRecord | undefined,
): { readonly chart: Chart; readonly values: GoMap } {
  if (!preserved) return { chart, values }
  const config = (preserved.config ?? {}) as GoMap
  const ofChart = preserved.chart['values']
  const below = isJsonObject(ofChart) ? (ofChart as GoMap) : {}
  return { chart: { ...chart, values: mergeMaps(below, config) }, values: mergeMaps(config, values) }
}

/** Answers `lookup` of templates. */
function lookupIn(client: KubeClient) {
  return async (apiVersion: string, kindName: string, namespace: string, name: string): Promise<GoMap> => {
    const kind = await client.resolve(apiVersion, kindName)
    if (!kind) return {}
    const found = name
      ? await client.find(kind, namespace, name)
      : await client.list(kind, namespace ? { namespace } : {})
    if (!found) return {}
    const value = found as unknown as JsonObject
    const complete = name ? value : { apiVersion, kind: `${kindName}List`, ...value }
    return asFloats(complete) as GoMap
  }
}

function asFloats(value: JsonValue | undefined): JsonValue {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(asFloats)
  if (!isJsonObject(value)) return value ?? null
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asFloats(member)]))
}
