import { isJsonObject, type JsonValue } from '@sluice/base/json'
import type { KindInfo, KubeObject, ListMeta } from '../meta/index.ts'
import type { KubeList } from './types.ts'

/** An answer that is not what was asked for. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError'
}

/** Checks that an answer is an object with a name. */
export function asObject(value: JsonValue | undefined, what: string): KubeObject {
  if (isJsonObject(value) && typeof value['kind'] === 'string' && isJsonObject(value['metadata'])) {
    return value as unknown as KubeObject
  }
  throw new UnexpectedAnswerError(`${what}: the server did not answer with an object`)
}

/** Checks that an answer is a list; items get the kind and version that built-in lists leave out. */
export function asList(value: JsonValue | undefined, kind: KindInfo): KubeList {
  if (!isJsonObject(value) || !isJsonObject(value['metadata'])) {
    throw new UnexpectedAnswerError(`list of ${kind.plural}: the server did not answer with a list`)
  }
  const items = Array.isArray(value['items']) ? value['items'] : []
  const identity = { apiVersion: apiVersionOf(kind), kind: kind.kind }
  return {
    metadata: value['metadata'] as ListMeta,
    items: items.map(item => {
      if (!isJsonObject(item) || !isJsonObject(item['metadata'])) {
        throw new UnexpectedAnswerError(`list of ${kind.plural}: an item has no metadata`)
      }
      return { ...identity, ...item, ...asPartial(item, identity) } as unknown as KubeObject
    }),
  }
}

/** `v1` or `<group>/<version>`. */
export function apiVersionOf(kind: KindInfo): string {
  return kind.group ? `${kind.group}/${kind.version}` : kind.version
}

/** PartialObjectMetadata names itself, not the object's kind: give it the kind it stands for. */
export function asPartial(
  item: { readonly kind?: unknown },
  identity: { readonly apiVersion: string; readonly kind: string },
): object {
  return item.kind === 'PartialObjectMetadata' ? identity : {}
}
