import { readFileSync } from 'node:fs'
import { Kustomization } from '@sluice/api/kustomize'
import { GitRepository } from '@sluice/api/source'
import { createClient, parseKubeconfig } from '@sluice/kube/client'
import type { Condition, KubeObject } from '@sluice/kube/meta'
import { isRunning, readState, stateDirectory } from './state.ts'

/** What `sluice sandbox status` tells. `ready`: everything that Git asks for is applied and healthy. */
export interface SandboxStatus {
  readonly running: boolean
  readonly ready: boolean
  readonly apiServer?: string
  readonly kubeconfig?: string
  readonly gitUrl?: string
  readonly receiver?: string
  readonly pid?: number
  readonly startedAt?: string
  /** What is not ready, and why, a line each. */
  readonly waitingFor: readonly string[]
}

/** Looks at the sandbox whose state is in `dataDir` (or the one that keeps nothing). */
export async function sandboxStatus(
  options: { readonly dataDir?: string | undefined } = {},
): Promise<SandboxStatus> {
  const state = readState(stateDirectory(options.dataDir))
  if (!state || !isRunning(state))
    return { running: false, ready: false, waitingFor: ['the sandbox is not running'] }
  const { apiServer, kubeconfig, gitUrl, pid, startedAt } = state
  if (!state.isListening) {
    return { running: true, ready: false, pid, startedAt, waitingFor: ['the sandbox is starting'] }
  }
  const waitingFor = await findUnready(kubeconfig)
  const receiver = `http://127.0.0.1:${state.ports.receiver}`
  return {
    running: true,
    ready: waitingFor.length === 0,
    apiServer,
    kubeconfig,
    gitUrl,
    receiver,
    pid,
    startedAt,
    waitingFor,
  }
}

async function findUnready(kubeconfig: string): Promise<readonly string[]> {
  const client = createClient(parseKubeconfig(readFileSync(kubeconfig, 'utf8')))
  try {
    const [sources, kustomizations] = await Promise.all([
      client.list(GitRepository),
      client.list(Kustomization),
    ])
    if (sources.items.length === 0 || kustomizations.items.length === 0) return ['nothing is there yet']
    const behind = kustomizations.items.flatMap(item => whyBehind(item, sources.items))
    return [...sources.items, ...kustomizations.items].flatMap(whyUnready).concat(behind)
  } catch (error) {
    return [`the API server does not answer: ${error instanceof Error ? error.message : String(error)}`]
  } finally {
    await client.close()
  }
}

/** Empty unless a Kustomization has yet to apply the revision that its source is at. */
function whyBehind(object: KubeObject, sources: readonly KubeObject[]): readonly string[] {
  const { spec, status, metadata } = object as unknown as Kustomization
  const source = sources.find(
    ({ metadata: { name, namespace } }) =>
      name === spec?.sourceRef.name && namespace === (spec.sourceRef.namespace ?? metadata.namespace),
  ) as unknown as GitRepository | undefined
  const revision = source?.status?.artifact?.revision
  if (spec?.suspend || revision === undefined || status?.lastAppliedRevision === revision) return []
  return [`Kustomization/${metadata.name}: '${revision}' is not applied yet`]
}

/** Empty for an object whose Ready condition is True for its current generation, or that is suspended. */
export function whyUnready(object: KubeObject): readonly string[] {
  const spec = object.spec as { readonly suspend?: boolean } | undefined
  const status = object.status as
    | { readonly observedGeneration?: number; readonly conditions?: readonly Condition[] }
    | undefined
  const ready = status?.conditions?.find(condition => condition.type === 'Ready')
  const isCurrent = status?.observedGeneration === object.metadata.generation
  if (spec?.suspend || (ready?.status === 'True' && isCurrent)) return []
  return [`${object.kind}/${object.metadata.name}: ${ready?.message ?? 'not reconciled yet'}`]
}
