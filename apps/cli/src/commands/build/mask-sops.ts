import type { Resource } from '@sluice/base/flow'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { textAt } from '../../kinds/fields.ts'

const mask = '**SOPS**'

/** A Secret without what SOPS encrypted: neither ciphertext nor keys belong into a terminal. */
export function maskSops(resource: Resource): Resource {
  if (resource.kind !== 'Secret' || resource.apiVersion !== 'v1') return resource
  const isEncrypted = textAt(resource, 'sops', 'mac').includes('ENC[')
  const { sops, ...rest } = resource
  const bare = isEncrypted ? (rest as Resource) : resource
  const hides = isEncrypted ? () => true : looksEncrypted
  const isPullSecret = textAt(resource, 'type') === 'kubernetes.io/dockerconfigjson'
  const hidden = isPullSecret ? JSON.stringify({ mask }) : mask
  const encoded = Buffer.from(hidden).toString('base64')
  return {
    ...bare,
    ...masked('data', resource, value => (hides(decoded(value)) ? encoded : value)),
    ...masked('stringData', resource, value => {
      if (isEncrypted) return hidden
      return looksEncrypted(value) ? encoded : value
    }),
  } as Resource
}

function masked(member: string, resource: Resource, change: (value: string) => string): JsonObject {
  const data = resource[member]
  if (!isJsonObject(data)) return {}
  const entries = Object.entries(data).map(([key, value]): [string, JsonValue | undefined] => [
    key,
    typeof value === 'string' ? change(value) : value,
  ])
  return { [member]: Object.fromEntries(entries) }
}

function looksEncrypted(text: string): boolean {
  return text.includes('sops') && text.includes('ENC[')
}

function decoded(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8')
}
