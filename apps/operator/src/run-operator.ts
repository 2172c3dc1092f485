/**
 * Runs any set of controllers in one process, over shared caches. In one process an artifact is verified and read
 * once per digest; across processes the artifact server passes it on.
 * @module
 */
import { mkdirSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionConfig, createClient } from '@sluice/kube/client'
import {
  createLog,
  createManager,
  createMetrics,
  type ManagerOptions,
  type Metrics,
  startEndpoints,
} from '@sluice/kube/runtime'
import { type ControllerName, controllerNames, controllers } from './controllers.ts'

/** What to run, on which cluster. Whatever is left out is as in Flux, but for addresses: these are on this machine. */
export interface OperatorOptions {
  readonly connection: ConnectionConfig
  /** Which controllers; all unless told. */
  readonly only?: readonly ControllerName[] | undefined
  /** Folder of artifacts. Default: one in the system's temporary folder. */
  readonly storagePath?: string | undefined
  /** Folder of Git's cached objects. Default: beside the artifacts. */
  readonly gitCachePath?: string | undefined
  /** Port of the artifact server on 127.0.0.1; 0 (the default) takes a free one. */
  readonly artifactPort?: number | undefined
  /** Port of the webhook server on 127.0.0.1; 0 takes a free one. Without it webhooks are not answered. */
  readonly receiverPort?: number | undefined
  /** Where another program has one of these ports, take any free one instead of failing. */
  readonly takesOtherPorts?: boolean | undefined
  /** Where events are posted besides being written to the cluster. */
  readonly eventsAddress?: string | undefined
  /** `[host]:port` of `/metrics`, and of `/healthz` and `/readyz`. Not served unless given. */
  readonly metricsAddress?: string | undefined
  readonly healthAddress?: string | undefined
  /** Put back what others change as soon as it happens. Default: at the next reconcile, as Flux does. */
  readonly correctDriftAtOnce?: boolean | undefined
  /** Let Kustomizations and HelmReleases take ExternalArtifacts, a feature gate of Flux. Default: they may not. */
  readonly externalArtifacts?: boolean | undefined
  /** Let objects name the ServiceAccount that they are to clouds, a feature gate of Flux. Default: they may not. */
  readonly objectIdentities?: boolean | undefined
  /** Flags of single controllers, as those of Flux have them: `--feature-gates=UseHelm3Defaults=true`. */
  readonly flags?: Partial<Record<ControllerName, readonly string[]>> | undefined
  /** Milliseconds that runs may go on for after `stop`. Default: they are cut short. */
  readonly shutdownGrace?: number | undefined
  /** Objects of each kind at a time. */
  readonly concurrency?: number | undefined
  /** Watch this namespace only. */
  readonly namespace?: string | undefined
  readonly labelSelector?: string | undefined
  /** Work only while holding each controller's Lease, so that of several processes one does. */
  readonly leaderElection?: ManagerOptions['leaderElection'] | undefined
  /** Takes each log line; standard error unless given. */
  readonly log?: ((line: string) => void) | undefined
  readonly logLevel?: 'trace' | 'debug' | 'info' | 'error' | undefined
}

/** Controllers that run. */
export interface Operator {
  readonly controllers: readonly ControllerName[]
  /** Address of the artifact server, if source-controller runs here. */
  readonly artifactUrl: string | undefined
  /** Address of the webhook server, if one was asked for. */
  readonly receiverUrl: string | undefined
  /** Lets what is running end, and stops. */
  stop(): Promise<void>
}

/** Starts the controllers; resolves once their caches are filled and they work. */
export async function runOperator(options: OperatorOptions): Promise<Operator> {
  const names = options.only ?? controllerNames
  const log = createLog({ write: options.log ?? writeLine, level: options.logLevel ?? 'info' })
  const client = createClient(options.connection)
  const metrics = await createMetrics()
  const manager = createManager({ client, log, metrics, instance: hostname(), ...managerOptions(options) })
  const stops: (() => Promise<unknown>)[] = [() => client.close()]
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  const context = { client, manager, log, options: { ...options, ...folders(options) }, stops }
  try {
    const started = { artifactUrl: undefined, receiverUrl: undefined }
    for (const name of names) Object.assign(started, await controllers[name]({ ...context, started }))
    await manager.start()
    stops.push(() => manager.stop())
    stops.push(await serveEndpoints(options, metrics))
    return { controllers: names, ...started, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function managerOptions(options: OperatorOptions) {
  const { eventsAddress, namespace, labelSelector, concurrency, leaderElection, shutdownGrace } = options
  return Object.fromEntries(
    Object.entries({
      eventsAddress,
      namespace,
      labelSelector,
      concurrency,
      leaderElection,
      shutdownGrace,
    }).filter(([, value]) => value !== undefined),
  )
}

function folders(options: OperatorOptions): { readonly storagePath: string; readonly gitCachePath: string } {
  const storagePath = options.storagePath ?? join(tmpdir(), `sluice-${process.pid}`, 'artifacts')
  const gitCachePath = options.gitCachePath ?? join(storagePath, '..', 'git-cache')
  for (const folder of [storagePath, gitCachePath]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  return { storagePath, gitCachePath }
}

async function serveEndpoints(options: OperatorOptions, metrics: Metrics): Promise<() => Promise<void>> {
  const { metricsAddress = '', healthAddress = '' } = options
  const endpoints = await startEndpoints({ metricsAddress, healthAddress, metrics, isReady: () => true })
  return () => endpoints.stop()
}

function writeLine(line: string): void {
  process.stderr.write(`${line}\n`)
}
