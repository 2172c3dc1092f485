import type { KindInfo } from '../meta/index.ts'
import type { ListOptions, WatchOptions, WriteOptions } from './types.ts'

/** The path of a kind's collection; of all namespaces if `namespace` is undefined or empty. */
export function collectionPath(kind: KindInfo, namespace?: string): string {
  const root = kind.group ? `/apis/${kind.group}/${kind.version}` : `/api/${kind.version}`
  const scope = kind.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${root}${scope}/${kind.plural}`
}

/** The path of one object. @throws TypeError if the name is missing, or the namespace of a namespaced kind */
export function objectPath(kind: KindInfo, namespace: string, name: string, subresource?: string): string {
  if (!name) throw new TypeError(`a ${kind.kind} without a name`)
  if (kind.namespaced && !namespace) throw new TypeError(`${kind.kind} '${name}' without a namespace`)
  const tail = subresource ? `/${subresource}` : ''
  return `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}${tail}`
}

/** The query of a list or a watch, with its question mark; empty if there is nothing to say. */
export function listQuery(
  options: ListOptions & WatchOptions,
  extra: Readonly<Record<string, string>> = {},
): string {
  return query({
    labelSelector: options.labelSelector,
    fieldSelector: options.fieldSelector,
    limit: options.limit,
    continue: options.continue,
    resourceVersion: options.resourceVersion,
    resourceVersionMatch: options.resourceVersionMatch,
    ...extra,
  })
}

/** The query of a write. */
export function writeQuery(
  options: WriteOptions,
  extra: Readonly<Record<string, string | undefined>> = {},
): string {
  return query({ fieldManager: options.fieldManager, dryRun: options.dryRun ? 'All' : undefined, ...extra })
}

function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') search.set(key, String(value))
  }
  const text = search.toString()
  return text ? `?${text}` : ''
}
