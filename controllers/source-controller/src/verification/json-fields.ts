import { isJsonObject, type JsonObject, parseJson } from '@sluice/base/json'
import { SignatureError } from './signature-error.ts'

/** Reads a JSON object. @throws SignatureError that names what it should have been */
export function parseObject(bytes: Uint8Array | string, what: string): JsonObject {
  try {
    const value = parseJson(typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8'))
    if (isJsonObject(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new SignatureError(`cannot parse ${what}: ${error.message}`, { cause: error })
  }
  throw new SignatureError(`cannot parse ${what}: not an object`)
}

/** The object at a path of members; empty where there is none. */
export function objectAt(value: JsonObject, ...path: readonly string[]): JsonObject {
  let at: JsonObject = value
  for (const name of path) {
    const next = Object.hasOwn(at, name) ? at[name] : undefined
    if (!isJsonObject(next)) return {}
    at = next
  }
  return at
}

/** The objects of a list; empty where there is none. */
export function objectsAt(value: JsonObject, name: string): readonly JsonObject[] {
  const list = value[name]
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}

/** A text; empty where there is none. */
export function textAt(value: JsonObject, name: string): string {
  const text = value[name]
  return typeof text === 'string' ? text : ''
}
