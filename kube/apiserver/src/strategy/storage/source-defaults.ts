import type { JsonValue } from '@sluice/base/json'
import { child, type Draft, fill } from '../values/draft.ts'

/** What sources are given where they say nothing. */
const sourceDefaults: Readonly<Record<string, Readonly<Record<string, JsonValue>>>> = {
  hostPath: { type: '' },
  rbd: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  iscsi: { iscsiInterface: 'default' },
  scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs' },
  azureDisk: { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false },
}

/** Fills in the source of a PersistentVolume, or of the volume written into a VolumeAttachment. */
export function defaultSource(spec: Draft): void {
  for (const [name, fields] of Object.entries(sourceDefaults)) {
    const source = child(spec, name)
    if (!source) continue
    for (const [field, value] of Object.entries(fields)) fill(source, field, value)
  }
}
