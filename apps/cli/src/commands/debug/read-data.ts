import { isJsonObject } from '@sluice/base/json'
import type { KindInfo } from '@sluice/kube/meta'
import type { Context } from '../../context.ts'
import { secretKind } from '../cluster-parts.ts'

const configMapKind: KindInfo = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
}

/** The data of a ConfigMap or Secret, as text. */
export async function readData(
  context: Context,
  kind: string,
  name: string,
): Promise<Readonly<Record<string, string>>> {
  const client = await context.client()
  const isSecret = kind === 'Secret'
  const object = await client.get(
    isSecret ? secretKind : configMapKind,
    context.namespace,
    name,
    context.signal,
  )
  const data = isJsonObject(object['data']) ? object['data'] : {}
  const decode = (value: string) => (isSecret ? Buffer.from(value, 'base64').toString('utf8') : value)
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decode(String(value))]))
}
