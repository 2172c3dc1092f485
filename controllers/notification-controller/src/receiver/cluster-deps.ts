import type { KubeClient } from '@sluice/kube/client'
import { Kind, type KindInfo } from '@sluice/kube/meta'
import type { Deps, ResourceMetadata, ResourceSelector } from './deps.ts'

const secrets = new Kind({ group: '', version: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true })

/** The Receiver's deps on a real cluster. */
export function clusterDeps(client: KubeClient): Deps {
  return {
    readToken: (namespace, secret) => readToken(client, namespace, secret),
    findResources: selector => findResources(client, selector),
    requestReconcile: (resource, at) => requestReconcile(client, resource, at),
  }
}

async function readToken(client: KubeClient, namespace: string, secret: string): Promise<string> {
  const { data } = (await client.get(secrets, namespace, secret)) as {
    readonly data?: Readonly<Record<string, string>>
  }
  if (data?.['token'] === undefined)
    throw new Error(`invalid "${namespace}/${secret}" secret data: required fields 'token'`)
  return Buffer.from(data['token'], 'base64').toString()
}

async function findResources(
  client: KubeClient,
  selector: ResourceSelector,
): Promise<readonly ResourceMetadata[]> {
  const kind = await resolveKind(client, selector.apiVersion, selector.kind)
  if (selector.name !== '*') return [await client.get(kind, selector.namespace, selector.name)]
  if (!selector.matchLabels) throw new Error("the name '*' needs matchLabels")
  const labelSelector = Object.entries(selector.matchLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
  const { items } = await client.list(kind, { namespace: selector.namespace, labelSelector })
  return items.map(({ metadata }) => ({ apiVersion: selector.apiVersion, kind: selector.kind, metadata }))
}

async function requestReconcile(client: KubeClient, resource: ResourceMetadata, at: string): Promise<void> {
  const kind = await resolveKind(client, resource.apiVersion, resource.kind)
  const body = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': at } } }
  await client.patch(kind, resource.metadata.namespace ?? '', resource.metadata.name, { type: 'merge', body })
}

async function resolveKind(client: KubeClient, apiVersion: string, kind: string): Promise<KindInfo> {
  if (apiVersion === '') throw new Error(`kind '${kind}' needs an apiVersion`)
  const found = await client.resolve(apiVersion, kind)
  if (!found) throw new Error(`the cluster does not serve ${apiVersion} ${kind}`)
  return found
}
