/** Volumes of plugins that are gone, and files that hide one another. @module */
import type { JsonObject } from '@sluice/base/json'
import { findObject, objectAt, objectsAt, textAt } from '../values/read.ts'
import { fractionWarnings } from './container-warnings.ts'

const gone: readonly (readonly [string, string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['ephemeral', ''],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]

/** Warnings of the volumes of a Pod's spec. */
export function volumeWarnings(spec: JsonObject, path: string): readonly string[] {
  const volumes = objectsAt(spec, 'volumes')
  return [
    ...volumes.flatMap((volume, i) => sourceWarnings(volume, `${path}.volumes[${i}]`)),
    ...volumes.flatMap(overlapWarnings),
  ]
}

function sourceWarnings(volume: JsonObject, path: string): readonly string[] {
  return gone.flatMap(([source, why]) => {
    const found = findObject(volume, source)
    if (!found) return []
    if (source !== 'ephemeral') return [`${path}.${source === 'storageos' ? 'storageOS' : source}: ${why}`]
    const claim = objectAt(objectAt(found, 'volumeClaimTemplate'), 'spec')
    return claimWarnings(claim, `${path}.ephemeral.volumeClaimTemplate.spec`)
  })
}

/** Warnings of what a claim asks for: requests and then limits that are no whole bytes. */
export function claimWarnings(spec: JsonObject, path: string): readonly string[] {
  return [...fractionWarnings(objectAt(spec, 'resources'), `${path}.resources`, 'storage')].reverse()
}

interface File {
  readonly path: string
  readonly source: string
}

const shownFile = ({ path, source }: File) => JSON.stringify(path) + (source ? ` (${source})` : '')
const quoted = (kind: string, name: string) => `${kind} ${JSON.stringify(name)}`

function overlapWarnings(volume: JsonObject): readonly string[] {
  const name = JSON.stringify(textAt(volume, 'name'))
  const told = (what: string, files: readonly File[]) =>
    overlaps(files).map(text => `volume ${name} (${what}): overlapping paths: ${text}`)
  const map = objectAt(volume, 'configMap')
  const secret = objectAt(volume, 'secret')
  const projected = objectsAt(objectAt(volume, 'projected'), 'sources')
  return [
    ...told(quoted('ConfigMap', textAt(map, 'name')), filesOf(map, '')),
    ...told(quoted('Secret', textAt(secret, 'secretName')), filesOf(secret, '')),
    ...told('DownwardAPI', filesOf(objectAt(volume, 'downwardAPI'), '')),
    ...projected
      .filter(source => Object.keys(source).length === 0)
      .map(() => `volume ${name} (Projected) has no sources provided`),
    ...told('Projected', projected.flatMap(projectedFiles)),
  ]
}

function filesOf(source: JsonObject, told: string): readonly File[] {
  return objectsAt(source, 'items').map(item => ({ path: textAt(item, 'path'), source: told }))
}

function projectedFiles(source: JsonObject): readonly File[] {
  const [map, secret, downward, token, bundle, certificate] = [
    'configMap',
    'secret',
    'downwardAPI',
    'serviceAccountToken',
    'clusterTrustBundle',
    'podCertificate',
  ].map(kind => findObject(source, kind))
  if (map && Array.isArray(map['items'])) return filesOf(map, quoted('ConfigMap', textAt(map, 'name')))
  if (secret && Array.isArray(secret['items']))
    return filesOf(secret, quoted('Secret', textAt(secret, 'name')))
  if (downward && Array.isArray(downward['items'])) return filesOf(downward, 'DownwardAPI')
  if (token) return [{ path: textAt(token, 'path'), source: 'ServiceAccountToken' }]
  if (bundle) {
    const name = textAt(bundle, 'name') || textAt(bundle, 'signerName')
    return [{ path: textAt(bundle, 'path'), source: quoted('ClusterTrustBundle', name) }]
  }
  const parts = [
    ['certificateChainPath', 'PodCertificate chain'],
    ['keyPath', 'PodCertificate key'],
    ['credentialBundlePath', 'PodCertificate credential bundle'],
  ] as const
  return parts
    .map(([field, told]) => ({ path: textAt(certificate ?? {}, field), source: told }))
    .filter(({ path }) => path !== '')
}

function overlaps(files: readonly File[]): readonly string[] {
  const trimmed = files.map(({ path, source }) => ({ path: path.replace(/\/+$/, ''), source }))
  return trimmed.flatMap((file, i) =>
    trimmed
      .slice(0, i)
      .filter(before => isOver(file.path, before.path))
      .map(before => `${shownFile(file)} with ${shownFile(before)}`),
  )
}

/** Whether one path is the other, or leads to it. */
function isOver(a: string, b: string): boolean {
  if (a === '' || b === '') return false
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`)
}
