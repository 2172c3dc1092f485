/** Waits as Helm 3 did (`waitStrategy: legacy`): one object after the other, and what has failed may get well. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type Cluster, poll } from '@sluice/kube/apply'
import { isNotFound, KubeError } from '@sluice/kube/client'
import type { Target } from './build.ts'
import { isReadyAsBefore } from './legacy-ready.ts'

interface Times {
  readonly timeout: number
  readonly signal: AbortSignal
}

/** How often an object may fail to be read, or a Job to be run. */
const retries = 30

/** Waits until all are ready. @throws Error */
export async function awaitReadyAsBefore(
  { client }: Cluster,
  targets: readonly Target[],
  { withJobs, ...times }: Times & { readonly withJobs: boolean },
): Promise<void> {
  const failures = new Map<Target, number>()
  const look = async () => {
    for (const target of targets) {
      try {
        if (!(await isReadyAsBefore({ client, withJobs }, target))) return false
        failures.delete(target)
      } catch (error) {
        const count = (failures.get(target) ?? 0) + 1
        if (!mayPass(error) || count > retries) throw error
        failures.set(target, count)
        return false
      }
    }
    return true
  }
  if (!(await poll(times, look))) throw new Error('context deadline exceeded')
}

function mayPass(error: unknown): boolean {
  if (!(error instanceof KubeError)) return true
  const { code } = error.status
  return code === 429 || (code >= 500 && code !== 501)
}

/** Waits until the Jobs and Pods of a hook have ended; one that is deleted has. @throws Error */
export async function awaitHookAsBefore(
  { client }: Cluster,
  targets: readonly Target[],
  times: Times,
): Promise<void> {
  const awaited = targets.filter(({ ref }) => ref.kind === 'Job' || ref.kind === 'Pod')
  const look = async () => {
    const ended = await Promise.all(
      awaited.map(async ({ kind, ref }) => {
        const object = await client.find(kind, ref.namespace, ref.name)
        return !object || hasEnded(ref.kind, ref.name, objectOf(object['status'] as JsonValue))
      }),
    )
    return ended.every(Boolean)
  }
  if (!(await poll(times, look))) throw new Error('timed out waiting for the condition')
}

function hasEnded(kind: string, name: string, { phase, conditions }: JsonObject): boolean {
  if (kind === 'Pod') {
    if (phase === 'Failed') throw new Error(`pod ${name} failed`)
    return phase === 'Succeeded'
  }
  const all = Array.isArray(conditions) ? conditions.filter(isJsonObject) : []
  const isTrue = (type: string) => all.find(it => it['type'] === type && it['status'] === 'True')
  if (isTrue('Complete')) return true
  const failed = isTrue('Failed')
  if (failed) throw new Error(`job ${name} failed: ${failed['reason'] ?? ''}`)
  return false
}

/** Waits until all are gone. @throws Error */
export async function awaitGoneAsBefore(
  { client }: Cluster,
  targets: readonly Target[],
  times: Times,
): Promise<void> {
  const look = async () => {
    for (const { kind, ref } of targets) {
      try {
        await client.get(kind, ref.namespace, ref.name)
        return false
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    }
    return true
  }
  if (!(await poll(times, look))) throw new Error('context deadline exceeded')
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
