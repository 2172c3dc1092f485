/** `controllers`: every controller in one process, against any cluster. @module */
import type { OperatorOptions } from '@sluice/operator'
import { findConnection } from '../connect.ts'
import type { Context } from '../context.ts'
import { command } from '../parser/command.ts'
import { choice, duration, integer, list, text, texts, toggle } from '../parser/flags.ts'
import { UsageError } from '../parser/parse-flags.ts'
import { stayUntil } from '../stay-until.ts'

const flags = {
  only: list('run only these controllers, such as source,kustomize'),
  'receiver-port': integer('port for webhooks, which are not answered unless told', -1),
  'artifact-port': integer('port to serve artifacts on; a free one unless told', 0),
  'storage-path': text('directory to keep artifacts in; a temporary one unless told'),
  'events-addr': text('address to post events to, besides writing them to the cluster'),
  'metrics-addr': text('[host]:port to serve metrics on'),
  'health-addr': text('[host]:port to serve health checks on'),
  concurrent: integer('objects of each kind to reconcile at a time', 0),
  'controller-flag': texts(
    'flag of one controller, as Flux has it, such as helm=--feature-gates=UseHelm3Defaults=true',
  ),
  'graceful-shutdown-timeout': duration('how long runs may go on after an interrupt', 0),
  'watch-label-selector': text('reconcile only objects with these labels'),
  'watch-all-namespaces': toggle('reconcile objects of all namespaces, not only of --namespace', {
    initial: true,
  }),
  'enable-leader-election': toggle('work only while holding the Lease of each controller'),
  'leader-election-lease-duration': duration('how long others wait for a leader not heard of', 35_000),
  'leader-election-renew-deadline': duration('how long a leader tries to renew its Lease', 30_000),
  'leader-election-retry-period': duration('time between two tries', 5_000),
  'correct-drift-at-once': toggle(
    'put objects right as soon as someone else touches them, not at the next interval',
  ),
  'external-artifacts': toggle(
    "let Kustomizations and HelmReleases take ExternalArtifacts; Flux's feature gate ExternalArtifact",
  ),
  'object-identities': toggle(
    "let objects name the ServiceAccount that they are to clouds; Flux's feature gate ObjectLevelWorkloadIdentity",
  ),
  'log-level': choice('least severe lines to log', ['trace', 'debug', 'info', 'error'], {
    initial: 'info',
    refusal: value => `unsupported log level '${value}'`,
  }),
} as const

/** Runs controllers until interrupted. */
export const controllers = command({
  summary: 'Run the controllers against a cluster',
  examples: ['sluice controllers --kubeconfig ~/.kube/config --only source,kustomize'],
  flags,
  arity: { type: 'none' },
  skipsNamespaceCheck: true,
  run,
})

async function run(context: Context<typeof flags>): Promise<void> {
  const { runOperator, controllerNames } = await import('@sluice/operator')
  const { flags: given } = context
  const isKnown = (name: string): name is (typeof controllerNames)[number] =>
    controllerNames.some(known => known === name)
  const only = given.only.map(name => {
    if (!isKnown(name))
      throw new UsageError(`unknown controller '${name}', must be one of: ${controllerNames.join(', ')}`)
    return name
  })
  const options: OperatorOptions = {
    connection: await findConnection(context.global, context.env),
    artifactPort: given['artifact-port'],
    logLevel: given['log-level'],
    correctDriftAtOnce: given['correct-drift-at-once'],
    externalArtifacts: given['external-artifacts'],
    objectIdentities: given['object-identities'],
    log: line => context.err(`${line}\n`),
    ...(only.length > 0 ? { only } : {}),
    ...(given['receiver-port'] >= 0 ? { receiverPort: given['receiver-port'] } : {}),
    ...(given['storage-path'] ? { storagePath: given['storage-path'] } : {}),
    ...(given['events-addr'] ? { eventsAddress: given['events-addr'] } : {}),
    ...(given['metrics-addr'] ? { metricsAddress: given['metrics-addr'] } : {}),
    ...(given['health-addr'] ? { healthAddress: given['health-addr'] } : {}),
    ...(given['watch-all-namespaces']
      ? {}
      : { namespace: context.env['RUNTIME_NAMESPACE'] || context.namespace }),
    ...(given['watch-label-selector'] ? { labelSelector: given['watch-label-selector'] } : {}),
    ...(given['controller-flag'].length > 0 ? { flags: flagsOf(given['controller-flag']) } : {}),
    shutdownGrace: given['graceful-shutdown-timeout'],
    ...(given.concurrent > 0 ? { concurrency: given.concurrent } : {}),
  }
  const lost = new AbortController()
  const operator = await runOperator({ ...options, ...(await leadership(context, name => lost.abort(name))) })
  context.out(`controllers ready: ${operator.controllers.join(', ')}\n`)
  await stayUntil(AbortSignal.any([context.interrupted, lost.signal]))
  await operator.stop()
  if (lost.signal.aborted) throw new Error(`${lost.signal.reason}: leader election lost`)
}

/** `helm=--override-manager=x`, by controller. Only these have flags of their own. */
function flagsOf(pairs: readonly string[]): OperatorOptions['flags'] {
  const flags: Record<'source' | 'kustomize' | 'helm', string[]> = { source: [], kustomize: [], helm: [] }
  for (const pair of pairs) {
    const [, name, flag] = /^(source|kustomize|helm)=(--.+)$/s.exec(pair) ?? []
    if ((name !== 'source' && name !== 'kustomize' && name !== 'helm') || flag === undefined)
      throw new UsageError(
        `'${pair}' is no flag of a controller: write source=--…, kustomize=--… or helm=--…`,
      )
    flags[name].push(flag)
  }
  return flags
}

/** The Leases are in `--namespace`; a process is known by its host and a random name. */
async function leadership(
  { flags: given, namespace, env }: Context<typeof flags>,
  onLost: (controller: string) => void,
): Promise<Pick<OperatorOptions, 'leaderElection'>> {
  if (!given['enable-leader-election']) return {}
  const { hostname } = await import('node:os')
  return {
    leaderElection: {
      namespace: env['RUNTIME_NAMESPACE'] || namespace,
      identity: `${hostname()}_${crypto.randomUUID()}`,
      leaseDuration: given['leader-election-lease-duration'],
      renewDeadline: given['leader-election-renew-deadline'],
      retryPeriod: given['leader-election-retry-period'],
      onLost,
    },
  }
}
