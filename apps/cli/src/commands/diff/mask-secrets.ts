import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'

/** A Secret before and after, its values hidden but for whether they changed. */
export function maskSecrets(before: JsonObject, after: JsonObject): readonly [JsonObject, JsonObject] {
  const [old, fresh] = [dataOf(before), dataOf(after)]
  const mask = (own: JsonObject, other: JsonObject, word: string) =>
    Object.fromEntries(
      Object.entries(own).map(([key, value]): [string, JsonValue] => {
        const changed = other[key] !== undefined && other[key] !== value
        return [key, changed ? `*** (${word})` : '***']
      }),
    )
  return [
    { ...before, data: mask(old, fresh, 'before') },
    { ...after, data: mask(fresh, old, 'after') },
  ]
}

/** Whether two Secrets have the same keys: what SOPS encrypted cannot be compared further. */
export function haveSameKeys(before: JsonObject, after: JsonObject): boolean {
  const keys = (object: JsonObject) => Object.keys(dataOf(object)).sort().join('\n')
  return keys(before) === keys(after)
}

function dataOf(object: JsonObject): JsonObject {
  return isJsonObject(object['data']) ? object['data'] : {}
}
