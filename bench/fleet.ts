/**
 * `node bench/bench.ts fleet N`: N Kustomizations of four objects from one GitRepository until all are Ready, then one
 * commit that changes them all; `steady N` adds what they cost at rest. `push` measures from a webhook after a push to
 * the changed object. API server and controllers are processes of their own.
 * @module
 */

import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { crds } from '@sluice/api/crds'
import { Kustomization } from '@sluice/api/kustomize'
import { GitRepository } from '@sluice/api/source'
import { startGitServer } from '@sluice/io/git-server'
import { createClient, type KubeClient, parseKubeconfig } from '@sluice/kube/client'
import { Kind, type KubeObject } from '@sluice/kube/meta'
import { type Served, serve, usageOf } from './processes.ts'
import { summarize } from './statistics.ts'

const namespace = 'bench'
const configMaps = new Kind<KubeObject>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
})

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

interface Stage {
  readonly client: KubeClient
  readonly processes: readonly Served[]
  readonly gitUrl: string
  push(files: Readonly<Record<string, string>>): string
}

/** N Kustomizations until Ready, and one commit into them; with `minutes`, then at rest. */
export async function benchFleet(count: number, minutes = 0): Promise<void> {
  await withStage(async stage => {
    stage.push({ 'app/kustomization.yaml': 'resources: [all.yaml]\n', 'app/all.yaml': app('1') })
    await createSource(stage, minutes > 0 ? '5m' : '1h')
    const before = usages(stage)
    let began = performance.now()
    await inParallel(count, i =>
      stage.client
        .create(kustomization(`app-${i}`, minutes > 0 ? '5m' : '1h', { namePrefix: `a${i}-` }))
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

/** Pushes, each followed by the annotation that a webhook sets; until the object has changed. */
export async function benchPush(count: number): Promise<void> {
  await withStage(async stage => {
    const file = (value: number) => ({
      'app/cm.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: live}\ndata: {v: "${value}"}\n`,
    })
    stage.push(file(0))
    await createSource(stage, '1h')
    await stage.client.create(kustomization('live', '1h', {}))
    const seen = await followValue(stage.client)
    await seen.until('0')
    const times: number[] = []
    for (let i = 1; i <= count; i++) {
      stage.push(file(i))
      const began = performance.now()
      await wake(stage.client)
      await seen.until(String(i))
      times.push(performance.now() - began)
      await sleep(300)
    }
    console.log(
      JSON.stringify({
        work: `webhook after a push -> object changed, ${count} pushes`,
        ms: summarize(times),
      }),
    )
  })
}

async function benchRest(stage: Stage, minutes: number): Promise<void> {
  await sleep(30_000)
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

async function withStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const [port, token] = [21_000 + Math.floor(Math.random() * 9000), randomBytes(8).toString('hex')]
  const processes: Served[] = []
  const git = await startGitServer({ dir: join(folder, 'git'), port: 0 })
  try {
    processes.push(await serve('apiserver', ['apiserver', '--port', String(port), '--token', token]))
    const kubeconfig = join(folder, 'kubeconfig')
    writeFileSync(kubeconfig, kubeconfigFor(`https://127.0.0.1:${port}`, token))
    const client = createClient(parseKubeconfig(kubeconfigFor(`https://127.0.0.1:${port}`, token)))
    for (const crd of crds())
      await client.apply(crd as unknown as KubeObject, { fieldManager: 'bench', force: true })
    processes.push(
      await serve('controllers', [
        'controllers',
        '--kubeconfig',
        kubeconfig,
        '--storage-path',
        join(folder, 'artifacts'),
      ]),
    )
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    await work({ client, processes, gitUrl: `${git.url}/fleet.git`, push: pusher(folder) })
    await client.close()
  } finally {
    for (const served of processes.reverse()) await served.stop()
    await git.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function kubeconfigFor(server: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'bench',
    clusters: [{ name: 'bench', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'bench', user: { token } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
  })
}

/** Commits straight into the bare repository that the Git server serves. */
function pusher(folder: string): Stage['push'] {
  const [bare, tree] = [join(folder, 'git', 'fleet.git'), join(folder, 'tree')]
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], {
      cwd: tree,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  mkdirSync(tree, { recursive: true })
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare])
  git('init', '--quiet', '--initial-branch=main')
  git('remote', 'add', 'origin', bare)
  return files => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true })
      writeFileSync(join(tree, path), text)
    }
    git('add', '--all')
    git('commit', '--quiet', '--message', 'change')
    git('push', '--quiet', 'origin', 'main')
    return git('rev-parse', 'HEAD')
  }
}

async function createSource({ client, gitUrl }: Stage, interval: string): Promise<void> {
  await client.create({
    apiVersion: GitRepository.apiVersion,
    kind: 'GitRepository',
    metadata: { name: 'fleet', namespace },
    spec: { interval, url: gitUrl, ref: { branch: 'main' } },
  })
}

function kustomization(name: string, interval: string, spec: Readonly<Record<string, string>>): KubeObject {
  return {
    apiVersion: Kustomization.apiVersion,
    kind: 'Kustomization',
    metadata: { name, namespace },
    spec: {
      interval,
      prune: true,
      path: './app',
      targetNamespace: namespace,
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
      ...spec,
    },
  }
}

async function wake(client: KubeClient): Promise<void> {
  const body = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() } } }
  await client.patch(GitRepository, namespace, 'fleet', { type: 'merge', body })
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

async function followValue(client: KubeClient): Promise<{ until(value: string): Promise<void> }> {
  let current: string | undefined
  let notify = () => {}
  const follow = async () => {
    for await (const { object } of client.watch(configMaps, {
      namespace,
      fieldSelector: 'metadata.name=live',
    })) {
      current = (object['data'] as { v?: string } | undefined)?.v
      notify()
    }
  }
  follow().catch(() => {})
  return {
    until: async value => {
      while (current !== value) {
        await new Promise<void>(resolve => {
          notify = resolve
        })
      }
    },
  }
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
