/** Validation of the volumes of a Pod. @module */
import type { JsonObject } from '@sluice/base/json'
import { duplicate, type FieldError, forbiddenField, invalid, required } from '../../status/index.ts'
import { claimSpecErrors } from '../storage/claim-spec.ts'
import { annotationErrors } from '../values/metadata.ts'
import { dnsLabelErrors, dnsSubdomainErrors } from '../values/names.ts'
import { oneOf } from '../values/numbers.ts'
import { parseQuantity } from '../values/quantity.ts'
import { findObject, objectAt, objectsAt, textAt } from '../values/read.ts'
import { labelErrors } from '../values/selector.ts'
import { downwardFileErrors, keyFileErrors, modeErrors, projectedErrors } from './projections.ts'
import {
  all,
  azureDisk,
  driverNameErrors,
  fibreChannel,
  flexVolume,
  flocker,
  gitRepo,
  hostPath,
  iscsi,
  needs,
  nfs,
  partition,
  quobyte,
  type SourceCheck,
  secretNeeds,
  storageOs,
} from './volume-sources.ts'

/** The volumes that may be used by name. */
export interface Volumes {
  readonly errors: readonly FieldError[]
  readonly byName: ReadonlyMap<string, JsonObject>
}

/** What is wrong with the volumes, and those that are not. `pod` is the name of the Pod, where there is one already. */
export function checkVolumes(spec: JsonObject, path: string, pod: string): Volumes {
  const errors: FieldError[] = []
  const byName = new Map<string, JsonObject>()
  const volumes = objectsAt(spec, 'volumes')
  const made = new Set(
    volumes
      .filter(each => pod && findObject(each, 'ephemeral'))
      .map(each => `${pod}-${textAt(each, 'name')}`),
  )
  for (const [i, volume] of volumes.entries()) {
    const name = textAt(volume, 'name')
    const found = [...volumeErrors(volume, `${path}[${i}]`, pod)]
    if (byName.has(name)) found.push(duplicate(`${path}[${i}].name`, name))
    if (found.length === 0) byName.set(name, volume)
    errors.push(...found)
    const claim = textAt(objectAt(volume, 'persistentVolumeClaim'), 'claimName')
    if (made.has(claim)) {
      const why = 'must not reference a PVC that gets created for an ephemeral volume'
      errors.push(invalid(`${path}[${i}].persistentVolumeClaim.claimName`, claim, why))
    }
  }
  return { errors, byName }
}

function* volumeErrors(volume: JsonObject, path: string, pod: string): Generator<FieldError> {
  const name = textAt(volume, 'name')
  yield* sourceErrors(volume, path, podSources)
  yield* nameLengthErrors(volume, path, pod)
  if (!name) yield required(`${path}.name`)
  else for (const error of dnsLabelErrors(name)) yield invalid(`${path}.name`, name, error)
}

const tooLongTogether =
  'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.'

/** Names that others are made of. */
function* nameLengthErrors(volume: JsonObject, path: string, pod: string): Generator<FieldError> {
  const name = textAt(volume, 'name')
  const target = findObject(volume, 'iscsi')
  if (target?.['initiatorName'] !== undefined && `${name}:${textAt(target, 'targetPortal')}`.length > 64) {
    yield invalid(`${path}.name`, name, tooLongTogether)
  }
  if (!findObject(volume, 'ephemeral') || !pod || !name) return
  const claim = `${pod}-${name}`
  for (const error of dnsSubdomainErrors(claim)) {
    yield invalid(`${path}.name`, name, `PVC name ${JSON.stringify(claim)}: ${error}`)
  }
}

/** A kind of source: how it is checked, and its names in messages where they differ from the field's. */
export interface SourceKind {
  readonly check: SourceCheck
  /** In the message that there are two. */
  readonly asSecond?: string
  /** In messages about its fields. */
  readonly asParent?: string
}

/** Of several sources the first counts; an emptyDir is looked at whatever else is there. */
export function* sourceErrors(
  owner: JsonObject,
  path: string,
  kinds: Readonly<Record<string, SourceKind>>,
): Generator<FieldError> {
  let found = 0
  for (const [field, { check, asSecond, asParent }] of Object.entries(kinds)) {
    const source = findObject(owner, field)
    if (!source) continue
    if (found++ > 0) {
      yield forbiddenField(`${path}.${asSecond ?? field}`, 'may not specify more than 1 volume type')
    } else yield* check(source, `${path}.${asParent ?? field}`)
  }
  if (found === 0) yield required(path, 'must specify a volume type')
}

const keyed = (name: string): SourceCheck =>
  function* (source, path) {
    yield* needs(name)(source, path)
    yield* modeErrors(source, 'defaultMode', path)
    for (const [i, item] of objectsAt(source, 'items').entries()) {
      yield* keyFileErrors(item, `${path}.items[${i}]`)
    }
  }

const emptyDir: SourceCheck = function* (source, path) {
  const limit = parseQuantity(String(source['sizeLimit'] ?? '0'))
  if (limit && limit.nano < 0n) {
    yield forbiddenField(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')
  }
}

const csi: SourceCheck = function* (source, path) {
  yield* driverNameErrors(textAt(source, 'driver'), `${path}.driver`)
  const secret = findObject(source, 'nodePublishSecretRef')
  if (!secret) return
  const name = textAt(secret, 'name')
  if (!name) yield required(`${path}.nodePublishSecretRef.name`)
  else for (const error of dnsSubdomainErrors(name)) yield invalid(`${path}.name`, name, error)
}

const ephemeral: SourceCheck = function* (source, path) {
  const at = `${path}.volumeClaimTemplate`
  const template = findObject(source, 'volumeClaimTemplate')
  if (!template) return yield required(at)
  const metadata = objectAt(template, 'metadata')
  yield* annotationErrors(objectAt(metadata, 'annotations'), `${at}.metadata.annotations`)
  yield* labelErrors(objectAt(metadata, 'labels'), `${at}.metadata.labels`)
  yield* claimSpecErrors(objectAt(template, 'spec'), `${at}.spec`)
}

/** Templates may leave the reference open. */
const image: SourceCheck = function* (source, path) {
  if (path.startsWith('spec.volumes[')) yield* needs('reference')(source, path)
  yield* oneOf(textAt(source, 'pullPolicy'), ['Always', 'IfNotPresent', 'Never'], `${path}.pullPolicy`)
}

/** In the order Kubernetes looks for them, which decides what is the second of two. */
const podSources: Readonly<Record<string, SourceKind>> = {
  emptyDir: { check: emptyDir },
  hostPath: { check: hostPath },
  gitRepo: { check: gitRepo },
  gcePersistentDisk: { check: all(needs('pdName'), partition), asParent: 'persistentDisk' },
  awsElasticBlockStore: { check: all(needs('volumeID'), partition) },
  secret: { check: keyed('secretName') },
  nfs: { check: nfs },
  iscsi: { check: iscsi(true) },
  glusterfs: { check: needs('endpoints', 'path') },
  flocker: { check: flocker },
  persistentVolumeClaim: { check: needs('claimName') },
  rbd: { check: needs('monitors', 'image') },
  cinder: { check: all(needs('volumeID'), secretNeeds('name')) },
  cephfs: { check: needs('monitors'), asSecond: 'cephFS' },
  quobyte: { check: quobyte },
  downwardAPI: {
    // Kubernetes: so it is spelled.
    asSecond: 'downwarAPI',
    check: function* (source, path) {
      yield* modeErrors(source, 'defaultMode', path)
      for (const item of objectsAt(source, 'items')) yield* downwardFileErrors(item, path)
    },
  },
  fc: { check: fibreChannel },
  flexVolume: { check: flexVolume },
  configMap: { check: keyed('name') },
  azureFile: { check: needs('secretName', 'shareName') },
  vsphereVolume: { check: needs('volumePath') },
  photonPersistentDisk: { check: needs('pdID') },
  portworxVolume: { check: needs('volumeID') },
  azureDisk: { check: azureDisk },
  storageos: { check: all(storageOs, secretNeeds('name')) },
  projected: { check: projectedErrors },
  scaleIO: { check: needs('gateway', 'system', 'volumeName') },
  csi: { check: csi },
  ephemeral: { check: ephemeral },
  image: { check: image },
}
