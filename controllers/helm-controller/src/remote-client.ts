import type { HelmReleaseSpec } from '@sluice/api/helm'
import { isJsonObject } from '@sluice/base/json'
import { createClient, type KubeClient, KubeconfigError, parseKubeconfig } from '@sluice/kube/client'
import { Kind, type KubeObject } from '@sluice/kube/meta'
import { ConnectError } from './helm-release/connect.ts'

const secrets = new Kind<KubeObject>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
})

/** Clients by the version of the Secret they were made of. */
const clients = new Map<string, KubeClient>()
const maxClients = 100

/** The client for another cluster, as a Secret in the release's namespace says. @throws ConnectError */
export async function remoteClient(
  client: KubeClient,
  namespace: string,
  { kubeConfig, signal }: { kubeConfig: NonNullable<HelmReleaseSpec['kubeConfig']>; signal: AbortSignal },
): Promise<KubeClient> {
  const { secretRef } = kubeConfig
  if (!secretRef) throw new ConnectError('spec.kubeConfig.configMapRef is not supported yet', false)
  const secret = await client.find(secrets, namespace, secretRef.name, signal)
  if (!secret) {
    const why = `secrets "${secretRef.name}" not found`
    throw new ConnectError(`could not get KubeConfig secret '${namespace}/${secretRef.name}': ${why}`, true)
  }
  const { uid, resourceVersion } = secret.metadata
  const id = `${uid} ${resourceVersion} ${secretRef.key ?? ''}`
  const known = clients.get(id)
  if (known) return known
  const made = connectWith(textOf(secret, secretRef.key))
  clients.set(id, made)
  const [oldest] = clients.keys()
  if (clients.size > maxClients && oldest !== undefined) forget(oldest)
  return made
}

function forget(id: string): void {
  clients
    .get(id)
    ?.close()
    .catch(() => {})
  clients.delete(id)
}

/** A kubeconfig of a Secret may name neither files nor programs of ours. */
function connectWith(text: string): KubeClient {
  try {
    const connection = parseKubeconfig(text)
    if (connection.credentials?.exec || connection.credentials?.tokenFile)
      throw new ConnectError('a KubeConfig secret may name neither programs nor files', false)
    return createClient(connection)
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error
    throw new ConnectError(error.message, false, { cause: error })
  }
}

function textOf({ metadata, ...secret }: KubeObject, key: string | undefined): string {
  const data: unknown = secret['data']
  const read = (name: string) => {
    const value = isJsonObject(data) ? data[name] : undefined
    return typeof value === 'string' && value !== '' ? Buffer.from(value, 'base64').toString() : undefined
  }
  const text = key ? read(key) : (read('value') ?? read('value.yaml'))
  if (text !== undefined) return text
  const name = `${metadata.namespace}/${metadata.name}`
  const wanted = key ? `'${key}' key` : "'value' or 'value.yaml' key with data"
  throw new ConnectError(`KubeConfig secret '${name}' does not contain a ${wanted}`, false)
}
