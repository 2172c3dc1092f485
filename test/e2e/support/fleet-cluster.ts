/** A cluster that follows one folder of a Git repository, and a way to tell that it has nothing left to do. @module */
import { join } from 'node:path'
import { crds } from '@sluice/api/crds'
import { HelmRelease } from '@sluice/api/helm'
import { Kustomization } from '@sluice/api/kustomize'
import { ExternalArtifact, GitRepository, HelmChart } from '@sluice/api/source'
import { startApiServer } from '@sluice/apiserver'
import { createClient, type KubeClient, parseKubeconfig } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { runOperator } from '@sluice/operator'
import { whyUnready } from '../../../apps/sandbox/src/status.ts'
import { whyBehind } from '../../../apps/sandbox/src/why-behind.ts'
import { eventually } from './user.ts'

/** How long anything may take, on a machine ten times slower than this one. */
const patience = 240_000
const owners = [GitRepository, Kustomization, HelmChart, HelmRelease]

/** What a cluster follows, and where it keeps things. */
export interface FleetOptions {
  readonly url: string
  /** The cluster's folder in the repository. */
  readonly path: string
  readonly folder: string
}

/** A cluster with its controllers. */
export interface FleetCluster {
  readonly client: KubeClient
  /** Resolves once all that the commit asks for is done. Owners that cannot be Ready are named. */
  settle(commit: string, unready?: readonly string[]): Promise<void>
  stop(): Promise<void>
}

/** Starts one that has nothing yet. */
export async function startFleetCluster({ url, path, folder }: FleetOptions): Promise<FleetCluster> {
  const server = await startApiServer({ workloads: true })
  const connection = parseKubeconfig(server.kubeconfig())
  const client = createClient(connection)
  const definitions = crds() as readonly unknown[] as readonly KubeObject[]
  await Promise.all(definitions.map(crd => client.apply(crd, { fieldManager: 'test', force: true })))
  const operator = await runOperator({
    connection,
    storagePath: join(folder, 'artifacts'),
    externalArtifacts: true,
    log: () => {},
  }).catch(async error => {
    await client.close()
    await server.stop()
    throw error
  })
  return {
    client,
    async settle(commit, unready = []) {
      for (const object of bootstrap(url, path))
        await client.apply(object, { fieldManager: 'test', force: true })
      await eventually('the cluster settled', () => settled(client, commit, unready), patience)
      // Values of ConfigMaps and Secrets are looked at when the interval is over, which is now.
      await askReleases(client, unready)
      await eventually('the cluster settled again', () => settled(client, commit, unready), patience)
    },
    async stop() {
      await operator.stop()
      await client.close()
      await server.stop()
    },
  }
}

/** The source is asked to look again with every commit. */
function bootstrap(url: string, path: string): readonly KubeObject[] {
  const annotations = { 'reconcile.fluxcd.io/requestedAt': `${performance.now()}` }
  const metadata = { name: 'flux-system', namespace: 'flux-system' }
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } },
    {
      apiVersion: GitRepository.apiVersion,
      kind: GitRepository.kind,
      metadata: { ...metadata, annotations },
      spec: { interval: '1h', url, ref: { branch: 'main' } },
    },
    {
      apiVersion: Kustomization.apiVersion,
      kind: Kustomization.kind,
      metadata,
      spec: {
        interval: '1h',
        path: `./${path}`,
        prune: true,
        sourceRef: { kind: GitRepository.kind, name: 'flux-system' },
      },
    },
  ]
}

/** Asks every release that can be Ready to look at everything, and waits until they did. */
async function askReleases(client: KubeClient, unready: readonly string[]): Promise<void> {
  const { items } = await client.list(HelmRelease)
  const asked = items.filter(release => !isSuspended(release) && !unready.includes(keyOf(release)))
  const requestedAt = `${performance.now()}`
  const body = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': requestedAt } } }
  for (const { metadata } of asked)
    await client.patch(HelmRelease, metadata.namespace ?? '', metadata.name, { type: 'merge', body })
  for (const { metadata } of asked) {
    const look = async () => {
      const { status } = await client.get(HelmRelease, metadata.namespace ?? '', metadata.name)
      return (status as Status | undefined)?.lastHandledReconcileAt === requestedAt ? true : undefined
    }
    await eventually(`${metadata.name} looked at its values`, look, patience)
  }
}

/** True once nothing is left to do: all is Ready at the commit, or known not to be, and nothing is on its way out. */
async function settled(
  client: KubeClient,
  commit: string,
  unready: readonly string[],
): Promise<true | undefined> {
  const lists = await Promise.all(owners.map(kind => client.list(kind)))
  const artifacts = (await client.list(ExternalArtifact)).items
  const objects = lists.flatMap(list => list.items)
  const old = artifacts
    .filter(artifact => !isMadeOf(artifact, commit))
    .map(({ metadata }) => `${metadata.name} is of another commit`)
  const waiting = objects.flatMap(object => {
    const { kind, metadata } = object
    if (metadata.deletionTimestamp) return [`${kind}/${metadata.name}: is being deleted`]
    if (unready.includes(`${kind}/${metadata.namespace}/${metadata.name}`))
      return whyNotRefused(object, commit)
    if (isSuspended(object)) return whyNotObserved(object)
    return [...whyUnready(object), ...whyBehind(object, [...objects, ...artifacts])]
  })
  const source = objects.find(({ kind }) => kind === GitRepository.kind) as unknown as
    | GitRepository
    | undefined
  if (!source?.status?.artifact?.revision.endsWith(commit)) waiting.push('the commit is not fetched')
  if (objects.length < owners.length) waiting.push('nothing is there yet')
  waiting.push(...old)
  if (waiting.length > 0) throw new Error(waiting.join('; '))
  return true
}

function keyOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.namespace}/${metadata.name}`
}

function isSuspended({ spec }: KubeObject): boolean {
  return (spec as { readonly suspend?: boolean } | undefined)?.suspend === true
}

function isMadeOf(object: KubeObject, commit: string): boolean {
  const { status } = object as unknown as ExternalArtifact
  return status?.artifact?.metadata?.['org.opencontainers.image.revision']?.endsWith(commit) ?? false
}

interface Status {
  readonly lastHandledReconcileAt?: string
  readonly observedGeneration?: number
  readonly lastAttemptedRevision?: string
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason: string }[]
}

/** Refused at this commit, or waiting for something that is. */
function whyNotRefused({ kind, metadata, status }: KubeObject, commit: string): readonly string[] {
  const { conditions = [], lastAttemptedRevision } = (status ?? {}) as Status
  const ready = conditions.find(({ type }) => type === 'Ready')
  const isOfCommit = kind !== Kustomization.kind || lastAttemptedRevision?.endsWith(commit)
  const isRefused = ready?.status === 'False' && (ready.reason === 'DependencyNotReady' || isOfCommit)
  return isRefused ? [] : [`${kind}/${metadata.name}: is not refused yet`]
}

function whyNotObserved({ kind, metadata, status }: KubeObject): readonly string[] {
  const isObserved = (status as Status | undefined)?.observedGeneration === metadata.generation
  return isObserved || kind === Kustomization.kind ? [] : [`${kind}/${metadata.name}: is not looked at yet`]
}
