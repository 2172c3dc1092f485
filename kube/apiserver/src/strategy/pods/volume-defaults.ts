/** Defaults of the volumes of a Pod. @module */
import { child, children, type Draft, fill } from '../values/draft.ts'
import { textAt } from '../values/read.ts'
import { defaultFieldSource, pullPolicyOf } from './container-defaults.ts'

const defaultMode = 0o644

/** Fills in what one volume leaves open; a volume without a source is an empty directory. */
export function defaultVolume(volume: Draft): void {
  if (Object.keys(volume).every(key => key === 'name')) volume['emptyDir'] = {}
  for (const key of Object.keys(volume)) {
    const source = child(volume, key)
    if (source) sourceDefaults[key]?.(source)
  }
}

const sourceDefaults: Readonly<Record<string, (source: Draft) => void>> = {
  configMap: source => fill(source, 'defaultMode', defaultMode),
  secret: source => fill(source, 'defaultMode', defaultMode),
  downwardAPI: source => {
    fill(source, 'defaultMode', defaultMode)
    for (const item of children(source, 'items')) defaultFieldSource(item)
  },
  projected: source => {
    fill(source, 'defaultMode', defaultMode)
    for (const part of children(source, 'sources')) defaultProjection(part)
  },
  hostPath: source => fill(source, 'type', ''),
  iscsi: source => fill(source, 'iscsiInterface', 'default'),
  rbd: source => {
    fill(source, 'pool', 'rbd')
    fill(source, 'user', 'admin')
    fill(source, 'keyring', '/etc/ceph/keyring')
  },
  azureDisk: source => {
    fill(source, 'cachingMode', 'ReadWrite')
    fill(source, 'kind', 'Shared')
    fill(source, 'fsType', 'ext4')
    fill(source, 'readOnly', false)
  },
  scaleIO: source => {
    fill(source, 'storageMode', 'ThinProvisioned')
    fill(source, 'fsType', 'xfs')
  },
  image: source => fill(source, 'pullPolicy', pullPolicyOf(textAt(source, 'reference'))),
  ephemeral: source => {
    const template = child(source, 'volumeClaimTemplate')
    const spec = template && child(template, 'spec')
    if (spec) fill(spec, 'volumeMode', 'Filesystem')
  },
}

function defaultProjection(part: Draft): void {
  const token = child(part, 'serviceAccountToken')
  if (token) fill(token, 'expirationSeconds', 3600)
  const downward = child(part, 'downwardAPI')
  if (downward) for (const item of children(downward, 'items')) defaultFieldSource(item)
}
