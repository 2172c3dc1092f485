import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type CapabilitiesOptions, parseKubeVersion } from '@sluice/helm/render'
import type { KubeClient } from '@sluice/kube/client'

const aggregated =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'

/** Answers that are still good, by client: many releases are rendered at a time. */
const known = new WeakMap<
  KubeClient,
  { readonly until: number; readonly answer: Promise<CapabilitiesOptions> }
>()
const keptMs = 5000

/** What templates may know of a cluster: its version, and every API version and kind it serves. */
export function capabilitiesOf(client: KubeClient): Promise<CapabilitiesOptions> {
  const last = known.get(client)
  if (last && last.until > performance.now()) return last.answer
  const answer = ask(client)
  known.set(client, { until: performance.now() + keptMs, answer })
  answer.catch(() => known.delete(client))
  return answer
}

/** Forgets what a cluster served: definitions have been made. */
export function forgetCapabilities(client: KubeClient): void {
  known.delete(client)
}

async function ask(client: KubeClient): Promise<CapabilitiesOptions> {
  const [version, ...documents] = await Promise.all([
    client.raw('GET', '/version'),
    client.raw('GET', '/api', undefined, { accept: aggregated }),
    client.raw('GET', '/apis', undefined, { accept: aggregated }),
  ])
  const gitVersion = isJsonObject(version) ? version['gitVersion'] : undefined
  return {
    ...(typeof gitVersion === 'string' ? { kubeVersion: parseKubeVersion(gitVersion) } : {}),
    apiVersions: documents.flatMap(apiVersionsOf),
  }
}

/** `apps/v1`, `apps/v1/Deployment` … */
function apiVersionsOf(document: unknown): readonly string[] {
  if (!isJsonObject(document)) return []
  return objects(document['items']).flatMap(group => {
    const name = isJsonObject(group['metadata']) ? textOf(group['metadata']['name']) : ''
    return objects(group['versions']).flatMap(version => {
      const apiVersion = name ? `${name}/${textOf(version['version'])}` : textOf(version['version'])
      const resources = objects(version['resources'])
      const parts = resources.flatMap(resource => [resource, ...objects(resource['subresources'])])
      const kinds = new Set(parts.map(kindOf).filter(kind => kind !== ''))
      return [apiVersion, ...[...kinds].map(kind => `${apiVersion}/${kind}`)]
    })
  })
}

function kindOf(resource: JsonObject): string {
  return isJsonObject(resource['responseKind']) ? textOf(resource['responseKind']['kind']) : ''
}

function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
