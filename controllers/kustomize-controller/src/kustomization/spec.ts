/** What a Kustomization's spec means where it leaves something out. @module */
import type { Kustomization, KustomizationSpec } from '@sluice/api/kustomize'
import { parseDuration } from '@sluice/base/duration'

/** The spec; the API server sees to it that there is one. */
export function specOf(ks: Kustomization): KustomizationSpec {
  if (!ks.spec) throw new TypeError(`the Kustomization '${ks.metadata.name}' has no spec`)
  return ks.spec
}

/** Its namespace. */
export function namespaceOf(ks: Kustomization): string {
  return ks.metadata.namespace ?? ''
}

/** Milliseconds between successful runs. */
export function intervalOf(ks: Kustomization): number {
  return parseDuration(specOf(ks).interval)
}

/** Milliseconds until the next run after a failure. */
export function retryIntervalOf(ks: Kustomization): number {
  const { retryInterval } = specOf(ks)
  return retryInterval === undefined ? intervalOf(ks) : parseDuration(retryInterval)
}

const shortestTimeout = 30_000

/** Milliseconds that health checks may take: half a minute less than the interval unless told, and never under that. */
export function timeoutOf(ks: Kustomization): number {
  const { timeout } = specOf(ks)
  const wanted = timeout === undefined ? intervalOf(ks) - 30_000 : parseDuration(timeout)
  return Math.max(wanted, shortestTimeout)
}

/** Where the source is. */
export interface SourceKey {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** The source it is built from. */
export function sourceKeyOf(ks: Kustomization): SourceKey {
  const { kind = '', name, namespace } = specOf(ks).sourceRef
  return { kind, name, namespace: namespace || namespaceOf(ks) }
}

/** The account to apply as; empty for the controller's own. */
export function accountOf(ks: Kustomization, defaultAccount: string): string {
  return specOf(ks).serviceAccountName || defaultAccount
}
