/**
 * `node bench/bench.ts fleet [N]`: N Kustomizations of four objects from one GitRepository until all are Ready, then
 * one commit that changes them all; `steady [N]` adds what they cost at rest.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Kustomization } from '@sluice/api/kustomize'
import type { KubeClient } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { usageOf } from './processes.ts'
import { createSource, kustomization, namespace, type Stage, wake, withStage } from './stage.ts'

const app = (value: string) => `apiVersion: v1
kind: ServiceAccount
metadata: {name: app}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: app}
data: {a: "${value}", b: "2"}
---
apiVersion: v1
kind: Service
metadata: {name: app}
spec: {clusterIP: None, selector: {app: app}, ports: [{port: 80}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: app2}
data: {a: "${value}", b: "2"}
`

/** N Kustomizations until Ready, and one commit into them; with `minutes`, then at rest. */
export async function benchFleet(count: number, minutes = 0): Promise<void> {
  await withStage(async stage => {
    stage.push({ 'app/kustomization.yaml': 'resources: [all.yaml]\n', 'app/all.yaml': app('1') })
    await createSource(stage, minutes > 0 ? '1m' : '1h')
    const before = usages(stage)
    let began = performance.now()
    await inParallel(count, i =>
      stage.client
        .create(kustomization(`app-${i}`, minutes > 0 ? '1m' : '1h', { namePrefix: `a${i}-` }))
        .then(() => {}),
    )
    await untilAll(stage.client, count, object => isReady(object))
    report(`${count} Kustomizations x 4 objects until Ready`, began, { stage, before })

    const again = usages(stage)
    const commit = stage.push({ 'app/all.yaml': app('3') })
    began = performance.now()
    await wake(stage.client)
    await untilAll(stage.client, count, object => isReady(object) && appliedRevision(object).includes(commit))
    report(`one commit into ${count} Kustomizations`, began, { stage, before: again })
    if (minutes > 0) await benchRest(stage, minutes)
  })
}

async function benchRest(stage: Stage, minutes: number): Promise<void> {
  await sleep(15_000)
  const [requests, before] = [await requestCount(stage.client), usages(stage)]
  await sleep(minutes * 60_000)
  const perMinute = ((await requestCount(stage.client)) - requests) / minutes
  const used = Object.fromEntries(
    stage.processes.map(({ name, pid }, i) => [
      name,
      round((usageOf(pid).cpu - (before[i]?.cpu ?? 0)) / minutes),
    ]),
  )
  console.log(
    JSON.stringify({
      work: `at rest for ${minutes} min`,
      requestsPerMinute: Math.round(perMinute),
      cpuSecondsPerMinute: used,
      rssMiB: memory(stage),
    }),
  )
}

async function inParallel(count: number, work: (i: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

/** Watches instead of polling, so that looking costs the API server little. */
async function untilAll(
  client: KubeClient,
  count: number,
  isDone: (object: KubeObject) => boolean,
): Promise<void> {
  const done = new Set<string>()
  const abort = new AbortController()
  const { items, metadata } = await client.list(Kustomization, { namespace })
  for (const item of items) if (isDone(item)) done.add(item.metadata.name)
  if (done.size >= count) return
  for await (const { object } of client.watch(Kustomization, {
    namespace,
    resourceVersion: metadata.resourceVersion ?? '',
    signal: abort.signal,
  })) {
    if (isDone(object)) done.add(object.metadata.name)
    if (done.size >= count) break
  }
  abort.abort()
}

function isReady(object: KubeObject): boolean {
  const status = object.status as { conditions?: readonly { type: string; status: string }[] } | undefined
  return status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false
}

function appliedRevision(object: KubeObject): string {
  return (object.status as { lastAppliedRevision?: string } | undefined)?.lastAppliedRevision ?? ''
}

/** Requests the API server has answered, watches not counted. */
async function requestCount(client: KubeClient): Promise<number> {
  const text = String(await client.raw('GET', '/metrics', undefined, { accept: 'text/plain' }))
  const lines = text
    .split('\n')
    .filter(line => line.startsWith('apiserver_request_total{') && !line.includes('verb="WATCH"'))
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}

const usages = (stage: Stage) => stage.processes.map(({ pid }) => usageOf(pid))

const memory = (stage: Stage) =>
  Object.fromEntries(
    stage.processes.map(({ name, pid }) => [name, `${usageOf(pid).rss} (peak ${usageOf(pid).peak})`]),
  )

const round = (value: number) => Math.round(value * 10) / 10

function report(
  work: string,
  began: number,
  { stage, before }: { stage: Stage; before: readonly { readonly cpu: number }[] },
): void {
  const seconds = round((performance.now() - began) / 1000)
  const cpu = Object.fromEntries(
    stage.processes.map(({ name, pid }, i) => [name, round(usageOf(pid).cpu - (before[i]?.cpu ?? 0))]),
  )
  console.log(JSON.stringify({ work, seconds, cpuSeconds: cpu, rssMiB: memory(stage) }))
}
