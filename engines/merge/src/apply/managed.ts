import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { type FieldSet, parseFieldsV1, printFieldsV1 } from '../field-set/index.ts'

/** The fields of one manager, as paths of the objects of one API version. */
export interface VersionedSet {
  readonly set: FieldSet
  readonly apiVersion: string
  /** Whether they were applied; else an ordinary write set them. */
  readonly isApplied: boolean
}

/** Who a manager is: one name is several managers, by operation, version (of updates) and subresource. */
export interface ManagerName {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  /** Of `Update` managers: an applier is one manager in all versions. */
  readonly apiVersion?: string
  readonly subresource?: string
}

/** All managers of an object by `managerKey`, and when each last changed something. */
export interface Managed {
  readonly fields: Map<string, VersionedSet>
  readonly times: Map<string, string>
}

/** A text for a manager: two names are the same manager if it is equal. Sorts as entries do. */
export function managerKey(name: ManagerName): string {
  return JSON.stringify({
    ...(name.manager ? { manager: name.manager } : {}),
    operation: name.operation,
    ...(name.operation === 'Update' && name.apiVersion ? { apiVersion: name.apiVersion } : {}),
    ...(name.subresource ? { subresource: name.subresource } : {}),
  })
}

/** The name behind a key that `managerKey` made. */
export function managerOfKey(key: string): ManagerName {
  const { manager = '', ...rest } = JSON.parse(key)
  return { manager, ...rest }
}

export function emptyManaged(): Managed {
  return { fields: new Map(), times: new Map() }
}

/** Reads `metadata.managedFields`; undefined where an entry is not valid. */
export function readManaged(entries: JsonValue | undefined): Managed | undefined {
  const managed = emptyManaged()
  if (entries === undefined || entries === null) return managed
  if (!Array.isArray(entries)) return undefined
  for (const entry of entries) {
    if (!isJsonObject(entry) || !readEntry(entry, managed)) return undefined
  }
  return managed
}

function readEntry(entry: JsonObject, managed: Managed): boolean {
  const { operation, apiVersion, fieldsType, fieldsV1, manager, subresource, time } = entry
  if (operation !== 'Apply' && operation !== 'Update') return false
  if (typeof apiVersion !== 'string' || apiVersion === '' || fieldsType !== 'FieldsV1') return false
  const set = readFields(fieldsV1)
  if (!set) return false
  const key = managerKey({
    manager: textOf(manager),
    operation,
    apiVersion,
    subresource: textOf(subresource),
  })
  managed.fields.set(key, { set, apiVersion, isApplied: operation === 'Apply' })
  if (typeof time === 'string') managed.times.set(key, time)
  return true
}

function readFields(fields: JsonValue | undefined): FieldSet | undefined {
  if (fields === undefined || fields === null) return parseFieldsV1({})
  if (!isJsonObject(fields)) return undefined
  try {
    return parseFieldsV1(fields)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

interface Entry extends JsonObject {
  readonly operation: string
  readonly apiVersion: string
}

/** Writes `metadata.managedFields`, by operation, time, manager, version, subresource; undefined: nobody owns anything. */
export function writeManaged(managed: Managed): readonly JsonObject[] | undefined {
  const entries: Entry[] = []
  for (const [key, { set, apiVersion }] of managed.fields) {
    const { manager, operation, subresource } = managerOfKey(key)
    const time = managed.times.get(key)
    entries.push({
      ...(manager ? { manager } : {}),
      operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: printFieldsV1(set),
      ...(subresource ? { subresource } : {}),
    })
  }
  return entries.length > 0 ? entries.sort(compareEntries) : undefined
}

function compareEntries(a: Entry, b: Entry): number {
  return (
    compareText(a.operation, b.operation) ||
    secondsOf(a['time']) - secondsOf(b['time']) ||
    compareText(a['manager'], b['manager']) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a['subresource'], b['subresource'])
  )
}

/** The time of an entry in seconds; none is the oldest. */
export function secondsOf(time: JsonValue | undefined): number {
  return typeof time === 'string' ? Math.floor(Date.parse(time) / 1000) || 0 : 0
}

export function compareText(a: JsonValue | undefined, b: JsonValue | undefined): number {
  const left = textOf(a)
  const right = textOf(b)
  return left < right ? -1 : left > right ? 1 : 0
}
