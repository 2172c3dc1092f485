import { isNotFound, type KubeClient } from '@sluice/kube/client'
import { Kind } from '@sluice/kube/meta'
import { SecretError } from './secret-data.ts'

const ServiceAccount = new Kind({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  namespaced: true,
})

/** The names of a ServiceAccount's image pull secrets. @throws SecretError */
export async function readPullSecrets(
  client: KubeClient,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    const { imagePullSecrets } = (await client.get(ServiceAccount, namespace, name, signal)) as {
      readonly imagePullSecrets?: unknown
    }
    if (!Array.isArray(imagePullSecrets)) return []
    return imagePullSecrets.flatMap(each => (typeof each?.name === 'string' ? [each.name] : []))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const account = `serviceaccount '${namespace}/${name}'`
    const text = isNotFound(error) ? `${account} not found` : `failed to get ${account}: ${error.message}`
    throw new SecretError(text, { cause: error })
  }
}
