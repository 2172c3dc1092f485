import { readFileSync } from 'node:fs'
import { createClient, parseKubeconfig } from '@sluice/kube/client'
import type { Condition, KubeObject } from '@sluice/kube/meta'
import { followedKinds } from './followed-kinds.ts'
import { isRunning, readState, stateDirectory } from './state.ts'
import { whyBehind } from './why-behind.ts'

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
    const lists = await Promise.all(followedKinds.map(kind => client.list(kind)))
    const objects = lists.flatMap(list => list.items)
    const isThere = (kind: string) => objects.some(object => object.kind === kind)
    if (!isThere('GitRepository') || !isThere('Kustomization')) return ['nothing is there yet']
    return [...objects.flatMap(whyUnready), ...objects.flatMap(object => whyBehind(object, objects))]
  } catch (error) {
    return [`the API server does not answer: ${error instanceof Error ? error.message : String(error)}`]
  } finally {
    await client.close()
  }
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
