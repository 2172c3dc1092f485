/** Waits for what an action has made. @module */
import { formatObjectRef, type Health } from '@sluice/base/flow'
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { awaitHealth, awaitTermination, type Cluster, type HealthRule } from '@sluice/kube/apply'
import type { Target } from './build.ts'
import { awaitGoneAsBefore, awaitHookAsBefore, awaitReadyAsBefore } from './legacy-wait.ts'
import { isKnown } from './remembered.ts'

/** How long, and by which rules of the spec. */
export interface WaitOptions {
  readonly timeout: number
  readonly signal: AbortSignal
  /** Ends waiting for readiness, but not for hooks. */
  readonly interruption: AbortSignal
  readonly rules: readonly HealthRule[]
  /** As Helm 3 waited. */
  readonly isLegacy: boolean
}

/** Waits until objects are ready, Jobs until they are complete if asked. @throws HealthCheckFailed */
export async function awaitReady(
  cluster: Cluster,
  targets: readonly Target[],
  { withJobs, ...given }: WaitOptions & { readonly withJobs: boolean },
): Promise<void> {
  const options = { ...given, signal: given.interruption }
  if (options.isLegacy) return awaitReadyAsBefore(cluster, targets, { ...options, withJobs })
  const rules = withJobs ? [...options.rules, whenJobEnds] : options.rules
  // What is ready by being there needs no look, where nobody has touched it since it was written.
  const awaited =
    options.rules.length > 0
      ? targets
      : targets.filter(target => takesTime([target]) || !isKnown(cluster, target))
  await awaitTargets(cluster, awaited, { ...options, rules, failFast: true })
}

/** Kinds whose objects are ready as soon as they are there. */
const quickKinds: ReadonlySet<string> = new Set([
  '/ConfigMap',
  '/Secret',
  '/ServiceAccount',
  ...['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'].map(
    kind => `rbac.authorization.k8s.io/${kind}`,
  ),
])

/** Whether any of the objects may take its time to be ready. */
export function takesTime(targets: readonly Target[]): boolean {
  return targets.some(
    ({ ref: { group, kind }, resource }) =>
      !quickKinds.has(`${group}/${kind}`) &&
      !(group === '' && kind === 'Service' && mapOf(resource['spec'])['type'] !== 'LoadBalancer'),
  )
}

/** Waits until hooks have run: Jobs and Pods to their end, everything else is done once it is made. */
export async function awaitHook(
  cluster: Cluster,
  targets: readonly Target[],
  options: WaitOptions,
): Promise<void> {
  if (options.isLegacy) return awaitHookAsBefore(cluster, targets, options)
  const rules = [...options.rules, whenJobEnds, whenPodEnds, always]
  await awaitTargets(cluster, targets, { ...options, failFast: false, rules })
}

/** Waits until objects are gone. @throws Error naming those that are not */
export async function awaitGone(
  cluster: Cluster,
  targets: readonly Target[],
  { timeout, signal, isLegacy }: Pick<WaitOptions, 'timeout' | 'signal' | 'isLegacy'>,
): Promise<void> {
  if (isLegacy) return awaitGoneAsBefore(cluster, targets, { timeout, signal })
  const refs = targets.map(target => target.ref)
  const left = await awaitTermination(cluster, refs, { timeout, signal })
  const [first] = left
  if (first) throw new Error(`${formatObjectRef(first)} termination timeout: context deadline exceeded`)
}

async function awaitTargets(
  cluster: Cluster,
  targets: readonly Target[],
  options: WaitOptions & { readonly failFast: boolean },
): Promise<void> {
  const awaited = targets.filter(target => target.resource.metadata.name && !isPaused(target))
  if (awaited.length === 0) return
  const mayVanish = awaited.filter(hasTimeToLive).map(target => target.ref)
  await awaitHealth(
    cluster,
    awaited.map(target => target.ref),
    { ...options, mayVanish },
  )
}

const whenJobEnds: HealthRule = (object, { kind, group }) => {
  if (kind !== 'Job' || group !== 'batch') return undefined
  const conditions = mapOf(object['status'])['conditions']
  const isTrue = (type: string) =>
    Array.isArray(conditions) &&
    conditions.some(it => isJsonObject(it) && it['type'] === type && it['status'] === 'True')
  if (isTrue('Complete')) return { status: 'Current', message: 'Job Completed' }
  return isTrue('Failed') ? { status: 'Failed', message: 'Job Failed' } : inProgress('Job in progress')
}

const whenPodEnds: HealthRule = (object, { kind, group, name }) => {
  if (kind !== 'Pod' || group !== '') return undefined
  const phase = mapOf(object['status'])['phase']
  if (phase === 'Succeeded') return { status: 'Current', message: `pod ${name} succeeded` }
  return phase === 'Failed'
    ? { status: 'Failed', message: `pod ${name} failed` }
    : inProgress('Pod in progress')
}

const always: HealthRule = () => ({ status: 'Current', message: 'Resource is current' })

function inProgress(message: string): Health {
  return { status: 'InProgress', message }
}

/** Nothing happens to a Deployment that is paused. */
function isPaused({ resource, ref }: Target): boolean {
  return ref.kind === 'Deployment' && ref.group === 'apps' && mapOf(resource['spec'])['paused'] === true
}

function hasTimeToLive({ resource, ref }: Target): boolean {
  return ref.kind === 'Job' && mapOf(resource['spec'])['ttlSecondsAfterFinished'] !== undefined
}

function mapOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}
