/** What a HelmRelease's spec means where it leaves something out. @module */
import type { HelmRelease, HelmReleaseSpec } from '@sluice/api/helm'
import { digestOf } from '@sluice/base/digest'
import { parseDuration } from '@sluice/base/duration'

/** The spec; the API server sees to it that there is one. */
export function specOf({ metadata, spec }: HelmRelease): HelmReleaseSpec {
  if (!spec) throw new TypeError(`the HelmRelease '${metadata.name}' has no spec`)
  return spec
}

/** Its namespace. */
export function namespaceOf({ metadata }: HelmRelease): string {
  return metadata.namespace ?? ''
}

/** Milliseconds between successful runs. */
export function intervalOf(release: HelmRelease): number {
  return parseDuration(specOf(release).interval)
}

/** Actions with options of their own. */
export type Verb = 'install' | 'upgrade' | 'test' | 'rollback' | 'uninstall'

const defaultTimeout = 5 * 60_000

/** Milliseconds that one step of an action may take; of the release as a whole where no action is named. */
export function timeoutOf(release: HelmRelease, verb?: Verb): number {
  const spec = specOf(release)
  const text = (verb && spec[verb]?.timeout) ?? spec.timeout
  return text === undefined ? defaultTimeout : parseDuration(text)
}

/** The name that was asked for, as messages show it. */
export function releaseNameOf(release: HelmRelease): string {
  const { releaseName, targetNamespace } = specOf(release)
  const { name } = release.metadata
  return releaseName || (targetNamespace ? `${targetNamespace}-${name}` : name)
}

const longestName = 53
const keptOfName = 40
const keptOfDigest = 12

/** The name that Helm is given: long ones are cut and told apart by a digest. */
export function helmNameOf(release: HelmRelease): string {
  const name = releaseNameOf(release)
  if (name.length <= longestName) return name
  return `${name.slice(0, keptOfName)}-${digestOf(name).slice('sha256:'.length, 'sha256:'.length + keptOfDigest)}`
}

/** The namespace that is released into. */
export function releaseNamespaceOf(release: HelmRelease): string {
  return specOf(release).targetNamespace || namespaceOf(release)
}

/** The namespace of Helm's records. */
export function storageNamespaceOf(release: HelmRelease): string {
  return specOf(release).storageNamespace || namespaceOf(release)
}

const defaultHistory = 5

/** How many records Helm keeps; 0 keeps all. */
export function maxHistoryOf(release: HelmRelease): number {
  return specOf(release).maxHistory ?? defaultHistory
}

/** The account to release as; empty for the controller's own. */
export function accountOf(release: HelmRelease, defaultAccount: string): string {
  return specOf(release).serviceAccountName || defaultAccount
}

/** Names an object of a kind. */
export interface ObjectKey {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** The HelmChart that is made of `spec.chart`; undefined where the chart is somebody else's. */
export function madeChartOf(release: HelmRelease): ObjectKey | undefined {
  const { chart } = specOf(release)
  if (!chart) return undefined
  const namespace = chart.spec.sourceRef.namespace || namespaceOf(release)
  return { kind: 'HelmChart', namespace, name: `${namespaceOf(release)}-${release.metadata.name}` }
}

/** The object whose artifact is the chart. */
export function chartSourceOf(release: HelmRelease): ObjectKey {
  const { chartRef } = specOf(release)
  if (chartRef) {
    const { kind, name, namespace } = chartRef
    return { kind, name, namespace: namespace || namespaceOf(release) }
  }
  const made = madeChartOf(release)
  if (!made) throw new TypeError(`the HelmRelease '${release.metadata.name}' names no chart`)
  return made
}
