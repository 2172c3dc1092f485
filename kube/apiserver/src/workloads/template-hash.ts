/** The hash of a Pod template, as it appears in the names of what is made from it. @module */
import { formatJson, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { objectAt } from '../strategy/values/read.ts'

const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** FNV-1a of the template's canonical JSON, in letters that form no words; another one after collisions. */
export function templateHash(template: JsonObject, collisions = 0): string {
  let hash = 0x811c9dc5
  const text = formatJson(sorted(template)) + (collisions > 0 ? String(collisions) : '')
  for (const byte of Buffer.from(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  }
  return [...String(hash)].map(digit => alphabet[digit.charCodeAt(0) % alphabet.length]).join('')
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isJsonObject(value)) return value
  const keys = Object.keys(value)
    .filter(key => value[key] !== undefined)
    .sort()
  return Object.fromEntries(keys.map(key => [key, sorted(value[key] ?? null)]))
}

/** The template with a label added. */
export function labelled(template: JsonObject, labels: JsonObject): JsonObject {
  const metadata = objectAt(template, 'metadata')
  return { ...template, metadata: { ...metadata, labels: { ...objectAt(metadata, 'labels'), ...labels } } }
}

/** The template without a label. */
export function unlabelled(template: JsonObject, label: string): JsonObject {
  const metadata = objectAt(template, 'metadata')
  const { [label]: _dropped, ...labels } = objectAt(metadata, 'labels')
  return { ...template, metadata: { ...metadata, labels } }
}
