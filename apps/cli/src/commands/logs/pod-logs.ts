import { isJsonObject } from '@sluice/base/json'
import type { KubeClient } from '@sluice/kube/client'
import type { KubeObject } from '@sluice/kube/meta'
import { fieldAt, objectsAt, textAt } from '../../kinds/fields.ts'
import { deploymentKind, partOfFlux, podKind } from '../cluster-parts.ts'
import type { LogsContext } from './logs.ts'

/** Lines, as they come. */
export type LogSource = AsyncIterable<string>

/** The logs of one pod of each controller's Deployment. @throws Error where there is none */
export async function podLogs(context: LogsContext): Promise<LogSource> {
  const namespace = context.flags['flux-namespace']
  const client = await context.client()
  const pods = await findPods(client, namespace, context.signal)
  if (pods.length === 0) throw new Error(`no Flux pods found in namespace ${JSON.stringify(namespace)}`)
  if (context.flags.follow) throw new Error('--follow is not supported for controllers that run in pods')
  return readAll(client, pods, context)
}

async function* readAll(
  client: KubeClient,
  pods: readonly KubeObject[],
  context: LogsContext,
): AsyncGenerator<string> {
  for (const pod of pods) {
    const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/log?${queryOf(pod, context)}`
    const text = await client.raw('GET', path, undefined, { accept: 'text/plain', signal: context.signal })
    if (typeof text === 'string') yield* text.split('\n')
  }
}

function queryOf(pod: KubeObject, { flags }: LogsContext): URLSearchParams {
  const query = new URLSearchParams()
  if (objectsAt(pod, 'spec', 'containers').length > 1) query.set('container', 'manager')
  if (flags.tail > -1) query.set('tailLines', String(flags.tail))
  if (flags.since) query.set('sinceSeconds', String(Math.round(flags.since / 1000)))
  if (flags['since-time']) query.set('sinceTime', flags['since-time'])
  return query
}

async function findPods(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const deployments = await client.list(deploymentKind, { namespace, labelSelector: partOfFlux, signal })
  const pods = deployments.items.map(async deployment => {
    const labels = fieldAt(deployment, 'spec', 'template', 'metadata', 'labels')
    const labelSelector = Object.entries(isJsonObject(labels) ? labels : {})
      .map(([key, value]) => `${key}=${value}`)
      .join(',')
    const { items } = await client.list(podKind, { namespace, labelSelector, signal })
    return items.find(pod => textAt(pod, 'status', 'phase') === 'Running') ?? items[0]
  })
  return (await Promise.all(pods)).filter(pod => pod !== undefined)
}
