/** Fields by path, in the notation of conflicts: what an object has, and what managers are recorded to own. @module */

/** How a list is merged; maps are by field. */
export type Shape =
  | { readonly type: 'value' }
  /** `counts`: it can be owned, besides what is in it. */
  | { readonly type: 'map'; readonly fields: (name: string) => Shape; readonly counts?: boolean }
  | { readonly type: 'set' }
  | { readonly type: 'items'; readonly keys: readonly string[]; readonly item: Shape }

const value: Shape = { type: 'value' }
const values: Shape = { type: 'map', fields: () => value }
const nested: Shape = { type: 'map', fields: name => (name === 'nested' ? values : value) }
const free: Shape = { type: 'map', fields: name => (name === 'deep' ? { ...values, counts: true } : value) }

/** The spec of the kind below. */
export const specShape: Shape = {
  type: 'map',
  fields: name => shapes[name] ?? value,
}

const shapes: Readonly<Record<string, Shape>> = {
  labels: values,
  names: { type: 'set' },
  items: { type: 'items', keys: ['name'], item: nested },
  ports: { type: 'items', keys: ['name', 'port'], item: nested },
  free,
}

const text = { type: 'string' }
const texts = { type: 'object', additionalProperties: text }
const item = { name: text, value: text, nested: texts }

/** The schema of a spec with every way of merging. */
export const specSchema = {
  type: 'object',
  properties: {
    color: text,
    size: { type: 'integer' },
    labels: texts,
    whole: { ...texts, 'x-kubernetes-map-type': 'atomic' },
    names: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    order: { type: 'array', items: text },
    items: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', required: ['name'], properties: item },
    },
    ports: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name', 'port'],
      items: {
        type: 'object',
        required: ['name', 'port'],
        properties: { ...item, port: { type: 'integer' } },
      },
    },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
}

/**
 * The leaves of an object by path, with their values as JSON. An item of a list is one besides what is in it, and so is
 * a map that no schema describes.
 */
export function leavesOf(object: unknown, shape: Shape, path: string): Map<string, string> {
  const leaves = new Map<string, string>()
  collect(object, shape, path, leaves)
  return leaves
}

function collect(object: unknown, shape: Shape, path: string, leaves: Map<string, string>): void {
  if (object === undefined) return
  if (shape.type === 'value') {
    leaves.set(path, canonical(object))
  } else if (shape.type === 'set') {
    for (const entry of object as readonly unknown[]) leaves.set(`${path}[${JSON.stringify(entry)}]`, '')
  } else if (shape.type === 'items') {
    for (const entry of object as readonly Readonly<Record<string, unknown>>[]) {
      const at = `${path}[${shape.keys.map(key => `${key}=${JSON.stringify(entry[key])}`).join(',')}]`
      leaves.set(at, '')
      collect(entry, shape.item, at, leaves)
    }
  } else {
    if (shape.counts) leaves.set(path, '')
    for (const [name, field] of Object.entries(object as object))
      collect(field, shape.fields(name), `${path}.${name}`, leaves)
  }
}

/** Maps and lists that are merged: who owns one owns nothing in it. */
const containers = /\.(?:labels|names|items|ports|nested|free)$/

/** The paths of recorded fields (`fieldsV1`), without those of containers. */
export function pathsOf(fields: object, path = ''): string[] {
  return Object.entries(fields).flatMap(([key, inner]: [string, object]) => {
    if (key === '.') return containers.test(path) ? [] : [path]
    const at = `${path}${stepOf(key)}`
    const within = pathsOf(inner, at)
    return within.length > 0 || Object.keys(inner).length > 0 || containers.test(at) ? within : [at]
  })
}

/** A map is the same in any order. */
function canonical(object: unknown): string {
  return JSON.stringify(object, (_, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  )
}

function stepOf(key: string): string {
  if (key.startsWith('f:')) return `.${key.slice(2)}`
  const content = JSON.parse(key.slice(2)) as Readonly<Record<string, unknown>>
  if (key.startsWith('v:')) return `[${JSON.stringify(content)}]`
  return `[${Object.entries(content)
    .map(([name, entry]) => `${name}=${JSON.stringify(entry)}`)
    .join(',')}]`
}
