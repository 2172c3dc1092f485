import type { JsonObject, JsonValue } from '@sluice/base/json'
import { FieldSet, type Path } from '../field-set/index.ts'
import { emptyManaged, type Managed, readManaged, writeManaged } from './managed.ts'

/** Where each version of a kind keeps its replicas; undefined: a version without a scale. */
export interface ScaleMapping {
  /** The version that the scale belongs to. */
  readonly apiVersion: string
  readonly replicasPaths: ReadonlyMap<string, Path | undefined>
}

const scaleVersion = 'autoscaling/v1'
const scaleReplicas: Path = ['f:spec', 'f:replicas']

/** The managers of an object's replicas, as the managers of its Scale. */
export function managersOfScale(
  entries: JsonValue | undefined,
  mapping: ScaleMapping,
): readonly JsonObject[] | undefined {
  const parent = readManaged(entries) ?? emptyManaged()
  const scale = emptyManaged()
  for (const [key, owner] of parent.fields) {
    const path = mapping.replicasPaths.get(owner.apiVersion)
    if (!path || !owner.set.has(path)) continue
    scale.fields.set(key, { ...owner, set: FieldSet.of(scaleReplicas), apiVersion: scaleVersion })
    copyTime(key, parent, scale)
  }
  return writeManaged(scale)
}

/** The managers of an object after its Scale was written: replicas go to who owns them there. */
export function managersAfterScale(
  entries: JsonValue | undefined,
  scaleEntries: JsonValue | undefined,
  mapping: ScaleMapping,
): readonly JsonObject[] | undefined {
  const parent = readManaged(entries) ?? emptyManaged()
  const scale = readManaged(scaleEntries) ?? emptyManaged()
  const result = emptyManaged()
  for (const [key, owner] of parent.fields) {
    if (!mapping.replicasPaths.has(owner.apiVersion)) continue
    const path = mapping.replicasPaths.get(owner.apiVersion)
    const isKept = !path || !owner.set.has(path) || scale.fields.delete(key)
    const set = isKept ? owner.set : owner.set.difference(FieldSet.of(path))
    if (set.isEmpty) continue
    result.fields.set(key, { ...owner, set })
    copyTime(key, parent, result)
  }
  addScalers(result, scale, parent, mapping)
  return writeManaged(result)
}

function addScalers(result: Managed, scale: Managed, parent: Managed, mapping: ScaleMapping): void {
  const path = mapping.replicasPaths.get(mapping.apiVersion)
  if (!path) return
  for (const [key, owner] of scale.fields) {
    if (!owner.set.has(scaleReplicas)) continue
    result.fields.set(key, { ...owner, set: FieldSet.of(path), apiVersion: mapping.apiVersion })
    // Only known before the write: a new scaler's entry has no time.
    copyTime(key, parent, result)
  }
}

function copyTime(key: string, from: Managed, to: Managed): void {
  const time = from.times.get(key)
  if (time !== undefined) to.times.set(key, time)
}
