/** What a benchmark does again and again: many objects at a time, waiting for them, and saying what that took. @module */
import { setTimeout as sleep } from 'node:timers/promises'
import type { KubeClient } from '@sluice/kube/client'
import type { KindInfo, KubeObject } from '@sluice/kube/meta'
import { type Usage, usageOf } from './processes.ts'
import { namespace, type Stage } from './stage.ts'

/** What all processes have used so far. */
export interface Start {
  readonly began: number
  readonly before: readonly Usage[]
}

export function start(stage: Stage): Start {
  return { began: performance.now(), before: usagesOf(stage) }
}

/** Prints what a piece of work took since its start. */
export function report(work: string, stage: Stage, { began, before }: Start): void {
  const seconds = round((performance.now() - began) / 1000)
  console.log(JSON.stringify({ work, seconds, cpuSeconds: cpuOf(stage, before, 1), rssMiB: memoryOf(stage) }))
}

/** Leaves everything alone for so many minutes, and prints what that costs a minute. */
export async function measureRest(stage: Stage, minutes: number): Promise<void> {
  await sleep(15_000)
  const [requests, before] = [await requestCount(stage.client), usagesOf(stage)]
  await sleep(minutes * 60_000)
  const perMinute = ((await requestCount(stage.client)) - requests) / minutes
  console.log(
    JSON.stringify({
      work: `at rest for ${minutes} min`,
      requestsPerMinute: Math.round(perMinute),
      cpuSecondsPerMinute: cpuOf(stage, before, minutes),
      rssMiB: memoryOf(stage),
    }),
  )
}

/** Does something so many times, eight at a time. */
export async function inParallel(count: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

/** Waits until so many objects of a kind are done. Watches instead of polling, so that looking costs little. */
export async function untilAll(
  client: KubeClient,
  kind: KindInfo,
  { count, isDone }: { readonly count: number; readonly isDone: (object: KubeObject) => boolean },
): Promise<void> {
  const done = new Set<string>()
  const abort = new AbortController()
  const { items, metadata } = await client.list(kind, { namespace })
  for (const item of items) if (isDone(item)) done.add(item.metadata.name)
  if (done.size >= count) return
  for await (const { object } of client.watch(kind, {
    namespace,
    resourceVersion: metadata.resourceVersion ?? '',
    signal: abort.signal,
  })) {
    if (isDone(object)) done.add(object.metadata.name)
    if (done.size >= count) break
  }
  abort.abort()
}

/** Whether Ready is True. */
export function isReady(object: KubeObject): boolean {
  const status = object.status as { conditions?: readonly { type: string; status: string }[] } | undefined
  return status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false
}

/** Requests the API server has answered, watches not counted. */
async function requestCount(client: KubeClient): Promise<number> {
  const text = String(await client.raw('GET', '/metrics', undefined, { accept: 'text/plain' }))
  const lines = text
    .split('\n')
    .filter(line => line.startsWith('apiserver_request_total{') && !line.includes('verb="WATCH"'))
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}

const usagesOf = (stage: Stage) => stage.processes.map(({ pid }) => usageOf(pid))

function cpuOf(stage: Stage, before: readonly Usage[], minutes: number): Readonly<Record<string, number>> {
  return Object.fromEntries(
    stage.processes.map(({ name, pid }, i) => [
      name,
      round((usageOf(pid).cpu - (before[i]?.cpu ?? 0)) / minutes),
    ]),
  )
}

function memoryOf(stage: Stage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    stage.processes.map(({ name, pid }) => [name, `${usageOf(pid).rss} (peak ${usageOf(pid).peak})`]),
  )
}

const round = (value: number) => Math.round(value * 10) / 10
