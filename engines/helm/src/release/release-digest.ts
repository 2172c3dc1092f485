/**
 * Digests by which Flux knows a release and its values again.
 * @module
 */
import { digestOf } from '@sluice/base/digest'
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { formatYaml } from '@sluice/yaml'
import { goJson, hookJson, infoJson, sortedMaps } from './record-json.ts'
import type { ReleaseRecord } from './release-record.ts'

/** The digest of a record, its tests aside: they run after it was made. */
export function releaseDigest(record: ReleaseRecord, ociDigest = ''): string {
  const hooks = record.hooks.filter(({ events }) => !events.includes('test'))
  const metadata = record.chart['metadata']
  const observed = {
    name: record.name,
    version: record.version,
    info: infoJson(record.info),
    chartMetadata: isJsonObject(metadata) ? metadata : {},
    config: record.config && Object.keys(record.config).length > 0 ? sortedMaps(record.config) : null,
    manifest: record.manifest,
    hooks: hooks.length > 0 ? hooks.map(hookJson) : null,
    namespace: record.namespace,
    ...(ociDigest ? { ociDigest } : {}),
  }
  return digestOf(`${goJson(observed)}\n`)
}

/** The digest of values: of nothing if there are none. */
export function valuesDigest(values: JsonObject | undefined): string {
  return digestOf(values && Object.keys(values).length > 0 ? formatYaml(values) : '')
}
