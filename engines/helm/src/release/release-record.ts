import type { JsonObject } from '@sluice/base/json'
import type { HookEvent } from '../manifest/hook.ts'

/** What became of a release. */
export type ReleaseStatus =
  | 'unknown'
  | 'deployed'
  | 'uninstalled'
  | 'superseded'
  | 'failed'
  | 'uninstalling'
  | 'pending-install'
  | 'pending-upgrade'
  | 'pending-rollback'

/** How a hook's last run ended. */
export type HookPhase = 'Unknown' | 'Running' | 'Succeeded' | 'Failed' | ''

/** A hook and its last run. Times are RFC 3339, undefined before it ran. */
export interface RecordedHook {
  readonly name: string
  readonly kind: string
  readonly path: string
  readonly manifest: string
  readonly events: readonly HookEvent[]
  readonly lastRun: {
    readonly startedAt: string | undefined
    readonly completedAt: string | undefined
    readonly phase: HookPhase
  }
  readonly weight: number
  readonly deletePolicies: readonly string[]
  readonly outputLogPolicies: readonly string[]
}

/** When a release was made, and what became of it. Times are RFC 3339, kept as they were written. */
export interface ReleaseInfo {
  readonly firstDeployed: string | undefined
  readonly lastDeployed: string | undefined
  readonly deleted: string | undefined
  readonly description: string
  readonly status: ReleaseStatus
  /** The version that a rollback went back to; 0 otherwise. */
  readonly rollbackRevision: number
  readonly notes: string
}

/** A release as Helm records it, one Secret a version. */
export interface ReleaseRecord {
  readonly name: string
  readonly namespace: string
  readonly version: number
  readonly info: ReleaseInfo
  /** The chart as recorded: `metadata`, `templates`, `files` (base64), `values` … */
  readonly chart: JsonObject
  /** The values that were given, without those of the chart; undefined if there were none. */
  readonly config: JsonObject | undefined
  readonly manifest: string
  readonly hooks: readonly RecordedHook[]
  /** `ssa` if objects are applied on the server, `csa` if not, `''` in records of Helm 3. */
  readonly applyMethod: 'ssa' | 'csa' | ''
  /** Labels that people put on the record; not part of its content. */
  readonly labels: Readonly<Record<string, string>>
}
