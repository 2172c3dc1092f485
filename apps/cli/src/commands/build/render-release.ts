/** What a HelmRelease renders to, without a cluster. @module */
import { createHash } from 'node:crypto'
import type { HelmRelease } from '@sluice/api/helm'
import type { Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonValue } from '@sluice/base/json'
import type { GoMap } from '@sluice/gotemplate'
import { type Capabilities, type Chart, type RenderEnvironment, renderRelease } from '@sluice/helm/render'
import { collectValues, helmNameOf, postRender, releaseNamespaceOf } from '@sluice/helm-controller'
import { parseYaml } from '@sluice/yaml'
import type { Manifests } from './manifests.ts'
import { type ChartPlaces, findChart } from './release-chart.ts'

/** What to render with. */
export interface ReleaseRenderer extends ChartPlaces {
  readonly capabilities: Capabilities
  readonly signal: AbortSignal
  /** A chart to take instead of the release's. */
  readonly chart?: Chart
}

/** A hook that is no test, and when it runs. */
export interface RenderedHook {
  readonly resource: Resource
  readonly events: readonly string[]
  /** Whether it is gone once it has succeeded. */
  readonly isPassing: boolean
}

/** What a chart renders to. */
export interface RenderedParts {
  readonly crds: readonly Resource[]
  readonly manifests: readonly Resource[]
  readonly hooks: readonly RenderedHook[]
}

/** Renders the release as its install would. @throws Error in the words of Helm or of helm-controller */
export async function renderHelmRelease(
  manifest: Resource,
  renderer: ReleaseRenderer,
): Promise<RenderedParts> {
  const chart = renderer.chart ?? (await findChart(manifest, renderer)).chart
  const values = await valuesOf(manifest, renderer)
  return renderParts(manifest, { chart, values, revision: 1 }, renderer)
}

/** The values of a release, from manifests. */
export function valuesOf(
  manifest: Resource,
  { manifests, signal }: { readonly manifests: Manifests; readonly signal: AbortSignal },
): Promise<GoMap> {
  const readTexts = async (
    kind: string,
    { namespace, name }: { readonly namespace: string; readonly name: string },
  ) => manifests.texts(kind, namespace, name)
  return collectValues(asRelease(manifest), { readTexts }, signal)
}

/** Renders one revision of a release; all but the first are upgrades. */
export async function renderParts(
  manifest: Resource,
  { chart, values, revision }: { readonly chart: Chart; readonly values: GoMap; readonly revision: number },
  { capabilities }: Pick<ReleaseRenderer, 'capabilities'>,
): Promise<RenderedParts> {
  const release = asRelease(manifest)
  const isUpgrade = revision > 1
  const name = helmNameOf(release)
  const rendered = await renderRelease({
    chart,
    values,
    release: { name, namespace: releaseNamespaceOf(release), revision, isUpgrade },
    capabilities,
    environment: repeatableEnvironment(name),
    skipSchemaValidation: release.spec?.[isUpgrade ? 'upgrade' : 'install']?.disableSchemaValidation ?? false,
    postRender: files => postRender(files, release, release.spec?.postRenderStrategy ?? 'combined'),
  })
  return {
    crds: rendered.crds.flatMap(crd => resourcesOf(new TextDecoder().decode(crd.file.data))),
    manifests: rendered.manifests.flatMap(({ content }) => resourcesOf(content)),
    hooks: rendered.hooks
      .filter(hook => !hook.events.includes('test'))
      .flatMap(({ manifest: text, events, deletePolicies }) => {
        const isPassing = deletePolicies.includes('hook-succeeded')
        return resourcesOf(text).map(resource => ({ resource, events, isPassing }))
      }),
  }
}

/** Its spec is read by functions that say what they miss. */
export function asRelease(manifest: Resource): HelmRelease {
  return manifest as unknown as HelmRelease
}

/** No clock, and random bytes that follow from the release's name: the same input renders to the same. */
function repeatableEnvironment(seed: string): RenderEnvironment {
  let drawn = 0
  const block = () => createHash('sha256').update(`${seed}\0${drawn++}`).digest()
  return {
    now: () => new Date(0),
    timeZone: 'UTC',
    randomBytes: count => {
      const blocks = Array.from({ length: Math.ceil(count / 32) }, block)
      return Buffer.concat(blocks).subarray(0, count)
    },
    loadCryptography: async () => (await import('@sluice/io/cryptography')).nodeCryptography,
  }
}

function resourcesOf(text: string): readonly Resource[] {
  const isResource = (value: JsonValue): value is Resource =>
    isJsonObject(value) && typeof value['kind'] === 'string' && isJsonObject(value['metadata'])
  return parseYaml(text).filter(isResource)
}
