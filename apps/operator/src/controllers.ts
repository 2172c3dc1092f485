/** The controllers that a process can run, a line each. @module */
import { type ArtifactStore, createTreeFetcher, type FetchTree } from '@sluice/io/artifact-store'
import type { KubeClient } from '@sluice/kube/client'
import type { Log, Manager } from '@sluice/kube/runtime'
import { listenNear } from './listen-near.ts'
import type { OperatorOptions } from './run-operator.ts'

/** What a controller is started with. */
export interface StartContext {
  readonly client: KubeClient
  readonly manager: Manager
  readonly log: Log
  readonly options: OperatorOptions & { readonly storagePath: string; readonly gitCachePath: string }
  /** What must be stopped at the end, last first. */
  readonly stops: (() => Promise<unknown>)[]
  /** What earlier controllers of this process have started. */
  readonly started: Started
}

/** What a controller offers to others: addresses, and artifacts that need no download. */
export interface Started {
  artifactUrl?: string | undefined
  receiverUrl?: string | undefined
  fetchTree?: FetchTree | undefined
  store?: ArtifactStore | undefined
}

/** Each adds its reconcilers to the manager. Loaded when started, so that a process holds only what it runs. */
export const controllers = {
  source: startSource,
  'source-watcher': startSourceWatcher,
  kustomize: startKustomize,
  helm: startHelm,
  notification: startNotification,
} as const satisfies Readonly<Record<string, (context: StartContext) => Promise<Partial<Started>>>>

/** `source`, `kustomize`, … */
export type ControllerName = keyof typeof controllers

/** Every controller, in the order of the flow. */
export const controllerNames = Object.keys(controllers) as readonly ControllerName[]

async function startSource(context: StartContext): Promise<Partial<Started>> {
  const { client, manager, options } = context
  const { sourceReconcilers } = await import('@sluice/source-controller')
  const { config, ...served } = await startStore(context)
  const concurrency = options.concurrency ?? config.concurrent
  const environment = process.env
  for (const reconciler of sourceReconcilers({ client, manager, store: served.store, config, environment }))
    manager.add(reconciler, { concurrency })
  return served
}

/** Where artifacts are kept, and the server that others get them from. */
async function startStore({ options, stops }: StartContext) {
  const { openStore, parseConfig, serveStore } = await import('@sluice/source-controller')
  const configFor = (port: number) =>
    parseConfig(
      [
        `--storage-path=${options.storagePath}`,
        `--git-cache-path=${options.gitCachePath}`,
        `--storage-addr=127.0.0.1:${port}`,
        ...gatesOf({ ...options, externalArtifacts: false }),
        ...(options.flags?.source ?? []),
      ],
      {},
    )
  const server = await listen(options.artifactPort ?? 0, options, port => serveStore(configFor(port)))
  stops.push(() => server.stop())
  const config = configFor(server.port)
  const store = await openStore(config)
  return {
    config,
    store,
    artifactUrl: `http://127.0.0.1:${server.port}`,
    fetchTree: createTreeFetcher({ store }),
  }
}

/** Shares the store of source-controller where both are in one process. */
async function startSourceWatcher(context: StartContext): Promise<Partial<Started>> {
  const { client, manager, started } = context
  const { watcherReconcilers } = await import('@sluice/source-watcher')
  const { store, fetchTree = createTreeFetcher() } = started.store
    ? { ...started, store: started.store }
    : await startStore(context)
  for (const reconciler of watcherReconcilers({ client, manager, store, fetchTree })) manager.add(reconciler)
  return {}
}

async function startKustomize({
  client,
  manager,
  log,
  options,
  started,
  stops,
}: StartContext): Promise<Partial<Started>> {
  const { kustomizeReconcilers, parseConfig } = await import('@sluice/kustomize-controller')
  const fetchTree = started.fetchTree ?? createTreeFetcher()
  for (const reconciler of kustomizeReconcilers({
    client,
    manager,
    log,
    fetchTree,
    environment: process.env,
    config: parseConfig(
      [
        ...(options.correctDriftAtOnce ? ['--correct-drift-at-once=true'] : []),
        ...gatesOf(options),
        ...(options.flags?.kustomize ?? []),
      ],
      {},
    ),
    stops,
  })) {
    manager.add(reconciler)
  }
  return {}
}

async function startHelm({
  client,
  manager,
  log,
  options,
  started,
  stops,
}: StartContext): Promise<Partial<Started>> {
  const { helmReconcilers, parseConfig, watchMemory } = await import('@sluice/helm-controller')
  const config = parseConfig([...gatesOf(options), ...(options.flags?.helm ?? [])])
  if (config.memoryWatch) {
    const stopWatch = watchMemory(config.memoryWatch, message => {
      log.info(message)
      process.kill(process.pid, 'SIGTERM')
    })
    stops.push(async () => stopWatch())
  }
  const environment = process.env
  const fetchTree = started.fetchTree ?? createTreeFetcher(config.download)
  const concurrency = options.concurrency ?? config.concurrent
  const reconcilers = helmReconcilers({ client, manager, log, fetchTree, config, environment, stops })
  for (const reconciler of reconcilers) manager.add(reconciler, { concurrency })
  return {}
}

function gatesOf({ externalArtifacts, objectIdentities }: OperatorOptions): readonly string[] {
  const gates = [
    ...(externalArtifacts ? ['ExternalArtifact=true'] : []),
    ...(objectIdentities ? ['ObjectLevelWorkloadIdentity=true'] : []),
  ]
  return gates.length > 0 ? [`--feature-gates=${gates.join(',')}`] : []
}

async function startNotification({
  client,
  manager,
  log,
  options,
  stops,
}: StartContext): Promise<Partial<Started>> {
  const { clusterDeps, receiverReconciler, startReceiverServer } = await import(
    '@sluice/notification-controller'
  )
  const { Receiver } = await import('@sluice/api/notification')
  const deps = clusterDeps(client)
  manager.add(receiverReconciler(deps))
  if (options.receiverPort === undefined) return {}
  const receivers = manager.cache(Receiver)
  const server = await listen(options.receiverPort, options, port =>
    startReceiverServer({ port, receivers, deps, log, now: () => new Date() }),
  )
  stops.push(() => server.stop())
  return { receiverUrl: server.url }
}

function listen<T>(
  port: number,
  { takesOtherPorts }: OperatorOptions,
  start: (port: number) => Promise<T>,
): Promise<T> {
  return takesOtherPorts ? listenNear(port, start) : start(port)
}
