/** What `--dry-run=server` asks the cluster for. @module */
import { isJsonObject, type JsonValue } from '@sluice/base/json'
import type { GoMap } from '@sluice/gotemplate'
import { Capabilities, parseKubeVersion } from '@sluice/helm/render'
import type { KubeClient } from '@sluice/kube/client'

/** The cluster's version, API versions and kinds. */
export async function clusterCapabilities(client: KubeClient, signal: AbortSignal): Promise<Capabilities> {
  const get = (path: string) => client.raw('GET', path, undefined, { signal })
  const version = textAt(await get('/version'), 'gitVersion')
  const groups = [...listAt(await get('/apis'), 'groups')].flatMap(group =>
    listAt(group, 'versions').map(entry => textAt(entry, 'groupVersion')),
  )
  const apiVersions = ['v1', ...groups]
  const kinds = await Promise.all(apiVersions.map(apiVersion => kindsOf(apiVersion, get)))
  return new Capabilities({
    kubeVersion: parseKubeVersion(version),
    apiVersions: [...apiVersions, ...kinds.flat()],
  })
}

/** `lookup` against a cluster: an object, a list if no name is given, or an empty map if there is none. */
export function clusterLookup(client: KubeClient, signal: AbortSignal) {
  return async (apiVersion: string, kind: string, namespace: string, name: string): Promise<GoMap> => {
    const info = await client.resolve(apiVersion, kind, signal)
    if (!info) {
      throw new Error(
        `unable to get apiresource from unstructured: ${gvkText(apiVersion, kind)}: the server could not find the requested resource`,
      )
    }
    const scope = info.namespaced ? namespace : ''
    const found = name
      ? await client.find(info, scope, name, signal)
      : await client.list(info, { namespace: scope, signal })
    return (found ?? {}) as GoMap
  }
}

function gvkText(apiVersion: string, kind: string): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  return group ? `${group}/${version}, Kind=${kind}` : `/${version}, Kind=${kind}`
}

async function kindsOf(apiVersion: string, get: (path: string) => Promise<unknown>): Promise<string[]> {
  const found = await get(apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`)
  const kinds = listAt(found, 'resources')
    .filter(resource => !textAt(resource, 'name').includes('/'))
    .map(resource => textAt(resource, 'kind'))
  return [...new Set(kinds)].map(kind => `${apiVersion}/${kind}`)
}

function listAt(value: unknown, key: string): readonly JsonValue[] {
  const member = isJsonObject(value as JsonValue) ? (value as Record<string, JsonValue>)[key] : undefined
  return Array.isArray(member) ? member : []
}

function textAt(value: unknown, key: string): string {
  const member = isJsonObject(value as JsonValue) ? (value as Record<string, JsonValue>)[key] : undefined
  return typeof member === 'string' ? member : ''
}
