import { isJsonObject } from '@sluice/base/json'

/** Whether a label or an annotation of an object's metadata has this value, whatever its case. */
export function hasMarker(metadata: object, key: string, value: string): boolean {
  const wanted = value.toLowerCase()
  const { labels, annotations } = metadata as { readonly labels?: unknown; readonly annotations?: unknown }
  return [labels, annotations].some(map => {
    const found = isJsonObject(map) ? map[key] : undefined
    return typeof found === 'string' && found.toLowerCase() === wanted
  })
}

/** The object is not ours to change: `reconcile: disabled` or `ssa: Ignore`. */
export function isExcluded(metadata: object, group: string): boolean {
  return (
    hasMarker(metadata, `${group}/reconcile`, 'disabled') || hasMarker(metadata, `${group}/ssa`, 'Ignore')
  )
}

/** The object is not ours to delete. */
export function isKept(metadata: object, group: string): boolean {
  return isExcluded(metadata, group) || hasMarker(metadata, `${group}/prune`, 'disabled')
}
