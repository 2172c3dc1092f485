/**
 * A release record as the JSON that Helm writes: members in the order of Go's structs, empty ones left out where Go
 * leaves them out. The order matters: Flux digests this text.
 * @module
 */
import { formatJson, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { compareStrings } from '@sluice/gotemplate'
import { ChartError } from '../chart/chart-error.ts'
import { hookEvents } from '../manifest/hook.ts'
import type { HookPhase, RecordedHook, ReleaseInfo, ReleaseRecord, ReleaseStatus } from './release-record.ts'

/** The members of a record. */
export function recordJson(record: ReleaseRecord): JsonObject {
  return {
    ...nonEmpty({ name: record.name }),
    info: infoJson(record.info),
    chart: record.chart,
    ...nonEmpty({
      config: record.config && sortedMaps(record.config),
      manifest: record.manifest,
      hooks: record.hooks.map(hookJson),
      version: record.version,
      namespace: record.namespace,
      apply_method: record.applyMethod,
    }),
  }
}

/** Reads the members of a record. `labels` are those of its Secret. @throws ChartError */
export function readRecord(value: JsonValue, labels: Readonly<Record<string, string>>): ReleaseRecord {
  if (!isJsonObject(value)) throw new ChartError('a release record is not an object')
  const { chart, config, hooks } = value
  return {
    name: text(value['name']),
    namespace: text(value['namespace']),
    version: number(value['version']),
    info: readInfo(value['info']),
    chart: isJsonObject(chart) ? chart : {},
    config: isJsonObject(config) ? config : undefined,
    manifest: text(value['manifest']),
    hooks: Array.isArray(hooks) ? hooks.flatMap(readHook) : [],
    applyMethod: applyMethod(value['apply_method']),
    labels,
  }
}

/** `info` of a record. */
export function infoJson(info: ReleaseInfo): JsonObject {
  return nonEmpty({
    first_deployed: info.firstDeployed,
    last_deployed: info.lastDeployed,
    deleted: info.deleted,
    description: info.description,
    status: info.status,
    rollback_revision: info.rollbackRevision,
    notes: info.notes,
  })
}

/** A hook of a record. */
export function hookJson(hook: RecordedHook): JsonObject {
  const { startedAt, completedAt, phase } = hook.lastRun
  return {
    ...nonEmpty({
      name: hook.name,
      kind: hook.kind,
      path: hook.path,
      manifest: hook.manifest,
      events: [...hook.events],
    }),
    last_run: { ...nonEmpty({ started_at: startedAt, completed_at: completedAt }), phase },
    ...nonEmpty({
      weight: hook.weight,
      delete_policies: [...hook.deletePolicies],
      output_log_policies: [...hook.outputLogPolicies],
    }),
  }
}

/** JSON as Go writes it: what could end a script in HTML is escaped. */
export function goJson(value: JsonValue): string {
  return formatJson(value).replace(
    /[<>&\u2028\u2029]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Maps with their keys in Go's order. */
export function sortedMaps<T extends JsonValue>(value: T): T {
  if (Array.isArray(value)) return value.map(sortedMaps) as unknown as T
  if (!isJsonObject(value)) return value
  const keys = Object.keys(value).sort(compareStrings)
  return Object.fromEntries(keys.map(key => [key, sortedMaps(value[key] ?? null)])) as T
}

function nonEmpty(members: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) =>
        value !== undefined && value !== null && value !== '' && value !== 0 && !isEmptyCollection(value),
    ),
  )
}

function isEmptyCollection(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function readInfo(value: JsonValue | undefined): ReleaseInfo {
  const info = isJsonObject(value) ? value : {}
  return {
    firstDeployed: time(info['first_deployed']),
    lastDeployed: time(info['last_deployed']),
    deleted: time(info['deleted']),
    description: text(info['description']),
    status: (text(info['status']) || 'unknown') as ReleaseStatus,
    rollbackRevision: number(info['rollback_revision']),
    notes: text(info['notes']),
  }
}

function readHook(value: JsonValue): readonly RecordedHook[] {
  if (!isJsonObject(value)) return []
  const run = isJsonObject(value['last_run']) ? value['last_run'] : {}
  return [
    {
      name: text(value['name']),
      kind: text(value['kind']),
      path: text(value['path']),
      manifest: text(value['manifest']),
      events: texts(value['events']).flatMap(event => hookEvents.find(known => known === event) ?? []),
      lastRun: {
        startedAt: time(run['started_at']),
        completedAt: time(run['completed_at']),
        phase: text(run['phase']) as HookPhase,
      },
      weight: number(value['weight']),
      deletePolicies: texts(value['delete_policies']),
      outputLogPolicies: texts(value['output_log_policies']),
    },
  ]
}

function applyMethod(value: JsonValue | undefined): ReleaseRecord['applyMethod'] {
  return value === 'ssa' || value === 'csa' ? value : ''
}

/** Helm 3 wrote times that never were as empty texts, and as the year 1. */
function time(value: JsonValue | undefined): string | undefined {
  const written = text(value)
  return written === '' || written.startsWith('0001-01-01T00:00:00') ? undefined : written
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function texts(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
}

function number(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0
}
