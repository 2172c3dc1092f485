/** Who manages the number of replicas, said of the Scale and said of its parent. @module */
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { ResourceType } from '../../kinds/index.ts'
import { objectAt, stringAt } from '../object.ts'

const scaleVersion = 'autoscaling/v1'
const replicasOfScale: JsonObject = { 'f:spec': { 'f:replicas': {} } }

/** The parent's managers of the replicas field, as managers of a Scale. */
export function scaleFields(
  type: ResourceType,
  managed: JsonValue | undefined,
  path: readonly string[],
): readonly JsonValue[] {
  return entriesOf(managed)
    .filter(entry => entry['apiVersion'] === type.apiVersion && owns(objectAt(entry, 'fieldsV1'), path))
    .map(entry => ({ ...entry, apiVersion: scaleVersion, fieldsV1: replicasOfScale }))
}

/** The parent's managers after those of its Scale are as given. */
export function parentFields(
  type: ResourceType,
  before: JsonValue | undefined,
  scale: JsonValue | undefined,
  path: readonly string[],
): readonly JsonValue[] {
  const owners = new Map(entriesOf(scale).map(entry => [identity(entry), entry]))
  const kept: JsonObject[] = []
  for (const entry of entriesOf(before)) {
    const fields = objectAt(entry, 'fieldsV1')
    if (entry['apiVersion'] !== type.apiVersion || !owns(fields, path)) {
      kept.push(entry)
      continue
    }
    if (owners.delete(identity(entry))) {
      kept.push(entry)
      continue
    }
    const rest = without(fields, path)
    if (Object.keys(rest).length > 0) kept.push({ ...entry, fieldsV1: rest })
  }
  const added = [...owners.values()]
    .filter(entry => owns(objectAt(entry, 'fieldsV1'), ['spec', 'replicas']))
    .map(entry => ({
      ...entry,
      apiVersion: type.apiVersion,
      subresource: 'scale',
      fieldsV1: fieldsFor(path),
    }))
  return [...kept, ...added]
}

function entriesOf(managed: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(managed) ? managed.filter(isJsonObject) : []
}

function identity(entry: JsonObject): string {
  return [stringAt(entry, 'manager'), stringAt(entry, 'operation'), stringAt(entry, 'subresource')].join('\0')
}

function owns(fields: JsonObject, path: readonly string[]): boolean {
  const [key, ...rest] = path
  if (key === undefined) return true
  const member = fields[`f:${key}`]
  return isJsonObject(member) && owns(member, rest)
}

function without(fields: JsonObject, path: readonly string[]): JsonObject {
  const [key, ...rest] = path
  const name = `f:${key}`
  const member = fields[name]
  if (key === undefined || !isJsonObject(member)) return fields
  const { [name]: _gone, ...others } = fields
  if (rest.length === 0) return others
  const left = without(member, rest)
  return Object.keys(left).length > 0 ? { ...others, [name]: left } : others
}

function fieldsFor(path: readonly string[]): JsonObject {
  const [key, ...rest] = path
  return key === undefined ? {} : { [`f:${key}`]: fieldsFor(rest) }
}
