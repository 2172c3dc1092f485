/** What a release puts into a cluster, where an earlier revision of it may already be. @module */
import { isDeepStrictEqual } from 'node:util'
import { ManagedBy } from '@sluice/api/helm'
import type { Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonValue } from '@sluice/base/json'
import type { GoMap } from '@sluice/gotemplate'
import type { Chart } from '@sluice/helm/render'
import { helmNameOf, releaseNamespaceOf } from '@sluice/helm-controller'
import { isClusterScoped } from '@sluice/kustomize'
import { textAt } from '../../kinds/fields.ts'
import type { Manifests } from '../build/manifests.ts'
import { ownedByHelm } from '../build/owned-by-helm.ts'
import { type ChartRequest, findChart } from '../build/release-chart.ts'
import {
  asRelease,
  type ReleaseRenderer,
  type RenderedParts,
  renderParts,
  valuesOf,
} from '../build/render-release.ts'

/** A revision of a release. */
export interface ReleaseState {
  readonly made: readonly Resource[]
  /** What Helm leaves behind when the release goes. */
  readonly lasting: ReadonlySet<Resource>
  readonly chart: Chart
  readonly request: ChartRequest
  /** Where the release is; elsewhere it is another one. */
  readonly place: string
  /** What a revision is made of; with the same, there is no new one. */
  readonly input: string
  readonly revision: number
  /** The files of the chart changed, and its version did not: a cluster keeps the chart that it has. */
  readonly isBehind: boolean
}

/** The next state of a release; the last one again where there is nothing to do. @throws Error */
export async function nextReleaseState(
  manifest: Resource,
  renderer: ReleaseRenderer,
  last?: ReleaseState,
): Promise<ReleaseState> {
  const { chart, request } = await findChart(manifest, renderer, last?.request)
  const values = await valuesOf(manifest, renderer)
  const place = placeOf(manifest, chart)
  const input = inputOf(manifest, chart, values)
  const before = last?.place === place ? last : undefined
  if (before?.input === input) return { ...before, request, isBehind: !isSameContent(chart, before.chart) }
  const revision = before ? before.revision + 1 : 1
  const parts = await renderParts(manifest, { chart, values, revision }, renderer)
  const placed = placedParts(parts, releaseNamespaceOf(asRelease(manifest)), renderer.manifests)
  return { ...assembled(manifest, placed, before), chart, request, place, input, revision, isBehind: false }
}

/** Whether two charts are made of the same files and values, their subcharts as well. */
function isSameContent(a: Chart, b: Chart): boolean {
  if (a === b) return true
  return (
    isSameFiles(a.raw, b.raw) &&
    isDeepStrictEqual(a.values, b.values) &&
    a.dependencies.length === b.dependencies.length &&
    a.dependencies.every((child, index) => {
      const other = b.dependencies[index]
      return other !== undefined && isSameContent(child, other)
    })
  )
}

function isSameFiles(a: Chart['raw'], b: Chart['raw']): boolean {
  if (a === b) return true
  return (
    a.length === b.length &&
    a.every(({ name, data }, index) => {
      const other = b[index]
      return other?.name === name && Buffer.compare(other.data, data) === 0
    })
  )
}

/** A release of another name, or of a chart of another name, is uninstalled first. */
function placeOf(manifest: Resource, chart: Chart): string {
  const release = asRelease(manifest)
  const staysInPlace = textAt(manifest, 'spec', 'upgrade', 'chartNameChangeStrategy') === 'InPlaceUpdate'
  return JSON.stringify([
    textAt(manifest, 'spec', 'storageNamespace') || manifest.metadata.namespace,
    releaseNamespaceOf(release),
    helmNameOf(release),
    staysInPlace ? '' : chart.metadata.name,
  ])
}

/** flux: what else the spec says changes a release only with one of these. */
function inputOf(manifest: Resource, { metadata }: Chart, values: GoMap): string {
  const { postRenderers, commonMetadata } = asRelease(manifest).spec ?? {}
  const input = [metadata.name, metadata.version, values, postRenderers, commonMetadata]
  return JSON.stringify(input, (_, value) => {
    if (typeof value === 'bigint') return String(value)
    return isJsonObject(value) ? sorted(value) : value
  })
}

function sorted(object: Readonly<Record<string, JsonValue | undefined>>) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Objects of namespaced kinds are in the release's namespace unless they say otherwise. */
function placedParts(parts: RenderedParts, namespace: string, manifests: Manifests): RenderedParts {
  const known = [...manifests.ofKind('CustomResourceDefinition'), ...parts.crds, ...parts.manifests]
  const isWide = (resource: Resource) =>
    isClusterScoped(resource.apiVersion, resource.kind) ||
    known.some(
      definition => textAt(definition, 'spec', 'scope') === 'Cluster' && defines(definition, resource),
    )
  const placed = (resource: Resource) =>
    resource.metadata.namespace || isWide(resource)
      ? resource
      : { ...resource, metadata: { ...resource.metadata, namespace } }
  return {
    crds: parts.crds,
    manifests: parts.manifests.map(placed),
    hooks: parts.hooks.map(hook => ({ ...hook, resource: placed(hook.resource) })),
  }
}

function defines(definition: Resource, { apiVersion, kind }: Resource): boolean {
  const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : ''
  return textAt(definition, 'spec', 'group') === group && textAt(definition, 'spec', 'names', 'kind') === kind
}

/** The objects of a revision, and those that earlier ones have left. */
function assembled(
  manifest: Resource,
  parts: RenderedParts,
  before: ReleaseState | undefined,
): Pick<ReleaseState, 'made' | 'lasting'> {
  const release = asRelease(manifest)
  const verb = before ? 'upgrade' : 'install'
  const options = release.spec?.[verb]
  const id = { name: helmNameOf(release), namespace: releaseNamespaceOf(release) }
  const definitions =
    options?.crds === 'Skip' ? [] : parts.crds.map(crd => withLabels(crd, originOf(manifest)))
  const hooks = options?.disableHooks
    ? []
    : parts.hooks
        .filter(({ events, isPassing }) => !isPassing && events.some(event => event.endsWith(verb)))
        .map(hook => hook.resource)
  const createsNamespace = !before && release.spec?.install?.createNamespace && release.spec.targetNamespace
  const namespaces = createsNamespace ? [namespaceNamed(id.namespace)] : []
  const fresh = [...namespaces, ...definitions, ...hooks]
  const owned = parts.manifests.map(resource => ownedByHelm(resource, id))
  const known = new Set([...fresh, ...owned].map(keyOf))
  const left = (before?.made ?? []).filter(
    resource => before?.lasting.has(resource) && !known.has(keyOf(resource)),
  )
  return {
    made: [...namespaces, ...definitions, ...owned, ...hooks, ...left],
    lasting: new Set([...fresh, ...left]),
  }
}

function keyOf({ apiVersion, kind, metadata }: Resource): string {
  return [apiVersion.replace(/[^/]*$/, ''), kind, metadata.namespace ?? '', metadata.name].join(' ')
}

function originOf({ metadata }: Resource): Readonly<Record<string, string>> {
  return { [ManagedBy.Name]: metadata.name, [ManagedBy.Namespace]: metadata.namespace ?? '' }
}

function withLabels(resource: Resource, labels: Readonly<Record<string, string>>): Resource {
  const { metadata } = resource
  const known = metadata['labels']
  return {
    ...resource,
    metadata: { ...metadata, labels: { ...(isJsonObject(known) ? known : {}), ...labels } },
  }
}

function namespaceNamed(name: string): Resource {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { name } } }
}
