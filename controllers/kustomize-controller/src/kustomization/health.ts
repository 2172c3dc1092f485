import { HealthyCondition, type Kustomization, Reason } from '@sluice/api/kustomize'
import { formatDuration } from '@sluice/base/duration'
import type { ChangeSet, ObjectRef, Resource } from '@sluice/base/flow'
import { isJsonObject } from '@sluice/base/json'
import { awaitHealth, type Cluster, HealthCheckFailed, type HealthRule } from '@sluice/kube/apply'
import type { Run } from '@sluice/kube/runtime'
import { namespaceOf, specOf, timeoutOf } from './spec.ts'

/** The objects whose health matters; none if the spec does not ask. */
export function objectsToCheck(ks: Kustomization, changes: ChangeSet): readonly ObjectRef[] {
  const { wait, healthChecks = [] } = specOf(ks)
  const refs = wait
    ? changes.filter(change => change.action !== 'skipped').map(change => change.ref)
    : healthChecks.map(refOfCheck)
  return refs
}

type HealthCheck = NonNullable<NonNullable<Kustomization['spec']>['healthChecks']>[number]

function refOfCheck({ apiVersion = 'apps/v1', kind, name, namespace = '' }: HealthCheck): ObjectRef {
  const [version = '', group = ''] = (apiVersion || 'apps/v1').split('/').reverse()
  return { group, version, kind, name, namespace }
}

/** What was applied, and what it means for telling that it is well. */
export interface Applied {
  readonly refs: readonly ObjectRef[]
  readonly resources: readonly Resource[]
  /** A new revision changed something. */
  readonly isNews: boolean
  readonly revision: string
  readonly failFast: boolean
  readonly rules: readonly HealthRule[]
}

/** Waits until the objects are healthy, and keeps the Healthy condition. @throws Error naming those that are not */
export async function checkHealth(
  cluster: Cluster,
  ks: Kustomization,
  applied: Applied,
  run: Run<Kustomization>,
): Promise<void> {
  const timeout = timeoutOf(ks)
  const wasHealthy = ks.status?.conditions?.some(
    ({ type, status }) => type === HealthyCondition && status === 'True',
  )
  const doing = `Running health checks for revision ${applied.revision} with a timeout of ${formatDuration(timeout)}`
  run.mark(HealthyCondition, 'Unknown', Reason.Progressing, doing)
  const began = run.now().getTime()
  const took = () => formatDuration(Math.max(1, run.now().getTime() - began))
  try {
    const refs = applied.refs.filter(ref => !isSelf(ref, ks))
    const mayVanish = applied.resources.filter(hasTimeToLive).map(refOfResource)
    await awaitHealth(cluster, refs, {
      timeout,
      signal: run.interruption,
      failFast: applied.failFast,
      rules: applied.rules,
      mayVanish,
    })
  } catch (error) {
    if (!(error instanceof HealthCheckFailed)) throw error
    run.mark(HealthyCondition, 'False', Reason.HealthCheckFailed, error.message)
    throw new Error(`health check failed after ${took()}: ${error.message}`, { cause: error })
  }
  const message = `Health check passed in ${took()}`
  if (!wasHealthy || applied.isNews) run.announce(message)
  run.mark(HealthyCondition, 'True', Reason.Succeeded, message)
}

/** Waiting for oneself would never end. */
function isSelf(ref: ObjectRef, ks: Kustomization): boolean {
  return ref.kind === 'Kustomization' && ref.name === ks.metadata.name && ref.namespace === namespaceOf(ks)
}

function hasTimeToLive({ kind, spec }: Resource & { readonly spec?: unknown }): boolean {
  return kind === 'Job' && isJsonObject(spec) && spec['ttlSecondsAfterFinished'] !== undefined
}

function refOfResource({ apiVersion, kind, metadata }: Resource): ObjectRef {
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  return { group, version, kind, name: metadata.name, namespace: metadata.namespace ?? '' }
}
