import type { HelmRelease } from '@sluice/api/helm'
import type { JsonObject } from '@sluice/base/json'
import type { GoMap } from '@sluice/gotemplate'
import type { Chart } from '@sluice/helm/render'
import type { HealthRule } from '@sluice/kube/apply'
import type { Deps, ReleaseCluster } from './deps.ts'
import type { Draft } from './draft.ts'
import type { ActionLog } from './log.ts'
import { specOf, timeoutOf, type Verb } from './spec.ts'
import type { Storage } from './storage.ts'
import type { WaitOptions } from './wait.ts'

/** What every action works with. */
export interface ActionContext {
  readonly draft: Draft
  readonly cluster: ReleaseCluster
  readonly storage: Storage
  readonly rules: readonly HealthRule[]
  readonly signal: AbortSignal
  readonly log: ActionLog
  readonly deps: Deps
}

/** What actions that release a chart work with besides. */
export interface ReleaseContext extends ActionContext {
  readonly chart: Chart
  readonly values: GoMap
  /** The values as JSON. */
  readonly config: JsonObject
  readonly configDigest: string
  readonly ociDigest: string
}

/** How an action waits. flux: tests, and the hooks of what is not waited for, are never waited for as by Helm 3. */
export function waitOptionsOf({ draft, signal, rules, deps }: ActionContext, verb: Verb): WaitOptions {
  const { release } = draft
  const strategy = specOf(release).waitStrategy?.name ?? (deps.config.usesHelm3Defaults ? 'legacy' : 'poller')
  const isLegacy = strategy === 'legacy' && verb !== 'test' && waits(release, verb)
  const { interruption } = draft.run
  return { timeout: timeoutOf(release, verb), signal, interruption, rules, isLegacy }
}

/** Whether an action waits for more than its hooks. */
export function waits(release: HelmRelease, verb: Exclude<Verb, 'test'>): boolean {
  return !specOf(release)[verb]?.disableWait
}

/** The time now, as records write it. */
export function timeOf({ draft }: ActionContext): string {
  return draft.run.now().toISOString()
}
