/** What a HelmRelease renders to, without a cluster. @module */
import { createHash } from 'node:crypto'
import type { HelmRelease } from '@sluice/api/helm'
import type { Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonValue } from '@sluice/base/json'
import { type Capabilities, type Chart, type RenderEnvironment, renderRelease } from '@sluice/helm/render'
import { collectValues, helmNameOf, postRender, releaseNamespaceOf } from '@sluice/helm-controller'
import { parseYaml } from '@sluice/yaml'
import { textAt } from '../../kinds/fields.ts'
import { type ChartPlaces, findChart } from './release-chart.ts'

/** What to render with. */
export interface ReleaseRenderer extends ChartPlaces {
  readonly capabilities: Capabilities
  readonly signal: AbortSignal
  /** A chart to take instead of the release's. */
  readonly chart?: Chart
  /** What earlier renders of the same input gave: charts may make up passwords. */
  readonly known: RenderedBefore
}

/** Results by chart and input. */
export type RenderedBefore = WeakMap<Chart, Map<string, RenderedParts>>

/** What a chart renders to. Tests are left out, as they change nothing. */
export interface RenderedParts {
  readonly crds: readonly Resource[]
  readonly manifests: readonly Resource[]
  readonly hooks: readonly Resource[]
}

/** Renders the release as its install would. @throws Error in the words of Helm or of helm-controller */
export async function renderHelmRelease(
  manifest: Resource,
  renderer: ReleaseRenderer,
): Promise<RenderedParts> {
  // Its spec is read by functions that say what they miss.
  const release = manifest as unknown as HelmRelease
  const chart = renderer.chart ?? (await findChart(manifest, renderer))
  const { manifests, signal } = renderer
  const deps = {
    readTexts: async (
      kind: string,
      { namespace, name }: { readonly namespace: string; readonly name: string },
    ) => manifests.texts(kind, namespace, name),
  }
  const values = await collectValues(release, deps, signal)
  const input = JSON.stringify([manifest, values], (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  const before = renderer.known.get(chart) ?? new Map<string, RenderedParts>()
  renderer.known.set(chart, before)
  const found = before.get(input)
  if (found) return found
  const rendered = await renderRelease({
    chart,
    values,
    release: { name: helmNameOf(release), namespace: releaseNamespaceOf(release) },
    capabilities: renderer.capabilities,
    environment: repeatableEnvironment(helmNameOf(release)),
    skipSchemaValidation: release.spec?.install?.disableSchemaValidation ?? false,
    postRender: files => postRender(files, release, release.spec?.postRenderStrategy ?? 'combined'),
  })
  const takesCrds = textAt(manifest, 'spec', 'install', 'crds') !== 'Skip'
  const parts = {
    crds: takesCrds ? rendered.crds.flatMap(crd => resourcesOf(new TextDecoder().decode(crd.file.data))) : [],
    manifests: rendered.manifests.flatMap(({ content }) => resourcesOf(content)),
    hooks: rendered.hooks
      .filter(hook => !hook.events.includes('test'))
      .flatMap(hook => resourcesOf(hook.manifest)),
  }
  before.set(input, parts)
  return parts
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
