/** What is in a cluster, as far as a repository has a say in it. @module */
import { ArtifactGenerator } from '@sluice/api/extensions'
import { HelmRelease } from '@sluice/api/helm'
import { Kustomization } from '@sluice/api/kustomize'
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { isJsonObject } from '@sluice/base/json'
import type { KubeClient } from '@sluice/kube/client'
import { Kind, type KindInfo, type KubeObject } from '@sluice/kube/meta'

/** Objects by `group/Kind/namespace/name`. */
export type Snapshot = ReadonlyMap<string, JsonObject>

const kinds: readonly KindInfo[] = [
  Kustomization,
  HelmRelease,
  ArtifactGenerator,
  kind('', 'v1', 'Namespace', 'namespaces', false),
  kind('', 'v1', 'ConfigMap', 'configmaps'),
  kind('', 'v1', 'Secret', 'secrets'),
  kind('', 'v1', 'Service', 'services'),
  kind('apps', 'v1', 'Deployment', 'deployments'),
  kind('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', 'customresourcedefinitions', false),
]
const pots = kind('preview.example.com', 'v1', 'Pot', 'pots')

function kind(group: string, version: string, name: string, plural: string, namespaced = true): KindInfo {
  return new Kind({ group, version, kind: name, plural, namespaced })
}

/** Everything but what the cluster makes of itself, and what Helm and the controllers keep their records in. */
export async function takeSnapshot(client: KubeClient): Promise<Snapshot> {
  const objects = new Map<string, JsonObject>()
  for (const each of [...kinds, pots]) {
    const { items } = await client.list(each).catch(error => {
      if (each === pots) return { items: [] as readonly KubeObject[] }
      throw error
    })
    for (const object of items) {
      if (isOfTheCluster(object)) continue
      const { namespace = '', name } = object.metadata
      objects.set([each.group, each.kind, namespace, name].join('/'), contentOf(object))
    }
  }
  return objects
}

function isOfTheCluster({ kind, metadata, type }: KubeObject & { readonly type?: unknown }): boolean {
  const { name, namespace = '' } = metadata
  if (name === 'kube-root-ca.crt' || type === 'helm.sh/release.v1') return true
  const place = kind === 'Namespace' ? name : namespace
  return /^(kube-|default$)/.test(place) || /\.fluxcd\.io$/.test(name)
}

/** What others may set: labels, annotations, and everything outside of metadata and status. */
function contentOf({ metadata, status: _, ...rest }: KubeObject): JsonObject {
  const { name, namespace, labels, annotations } = metadata
  return {
    ...(rest as unknown as JsonObject),
    metadata: { name, namespace, labels: without(labels), annotations: without(annotations) },
  }
}

const ofServers =
  /^(kubernetes\.io\/metadata\.name|deployment\.kubernetes\.io\/revision|reconcile\.fluxcd\.io\/.*)$/

function without(marks: JsonValue | Readonly<Record<string, string>> | undefined): JsonObject {
  const entries = Object.entries(isJsonObject(marks as JsonValue) ? (marks as JsonObject) : {})
  return Object.fromEntries(entries.filter(([key]) => !ofServers.test(key)))
}
