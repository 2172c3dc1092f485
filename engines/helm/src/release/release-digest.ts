/**
 * Digests by which Flux knows a release and its values again.
 * @module
 */
import { type DigestAlgorithm, digestOf, parseDigest } from '@sluice/base/digest'
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import { formatYaml } from '@sluice/yaml'
import { goJson, hookJson, infoJson, sortedMaps } from './record-json.ts'
import type { ReleaseRecord } from './release-record.ts'

/** The digest of a record, its tests aside: they run after it was made. */
export function releaseDigest(
  record: ReleaseRecord,
  ociDigest = '',
  algorithm: DigestAlgorithm = 'sha256',
): string {
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
  return digestOf(`${goJson(observed)}\n`, algorithm)
}

/** The digest of values: of nothing if there are none. */
export function valuesDigest(values: JsonObject | undefined, algorithm: DigestAlgorithm = 'sha256'): string {
  return digestOf(values && Object.keys(values).length > 0 ? formatYaml(values) : '', algorithm)
}

const algorithms: readonly DigestAlgorithm[] = ['sha1', 'sha256', 'sha384', 'sha512']

/** The algorithm that a digest was made with, so that what is compared with it is made alike. */
export function algorithmOf(digest: string): DigestAlgorithm {
  const written = parseDigest(digest)?.algorithm
  return algorithms.find(known => known === written) ?? 'sha256'
}
