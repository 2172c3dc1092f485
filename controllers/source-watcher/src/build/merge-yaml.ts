import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { formatYaml, parseYaml, YamlError } from '@sluice/yaml'
import { BuildError } from './build-error.ts'

/** One YAML text over another: maps are merged, all else is replaced. Several documents count as one. @throws BuildError */
export function mergeYaml(base: Uint8Array, overlay: Uint8Array): Uint8Array {
  return new TextEncoder().encode(formatYaml(merge(read(base), read(overlay))))
}

function read(bytes: Uint8Array): JsonObject {
  return documentsOf(bytes).reduce<JsonObject>((all, document) => {
    if (document === null) return all
    if (!isJsonObject(document)) throw new BuildError('cannot unmarshal YAML document: it is not a map')
    return merge(all, document)
  }, {})
}

function documentsOf(bytes: Uint8Array): readonly JsonValue[] {
  try {
    return parseYaml(new TextDecoder().decode(bytes))
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new BuildError(`cannot unmarshal YAML document: ${error.message}`, { cause: error })
  }
}

function merge(base: JsonObject, overlay: JsonObject): JsonObject {
  const merged = new Map(Object.entries(base))
  for (const [key, value] of Object.entries(overlay)) {
    const below = merged.get(key)
    merged.set(key, isJsonObject(value) && isJsonObject(below) ? merge(below, value) : value)
  }
  return Object.fromEntries(merged)
}
