/**
 * `index.yaml`: which charts a repository has, newest version first.
 * @module
 */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { compareVersions, parseConstraint, parseVersion, satisfies } from '@sluice/base/semver'
import { formatYaml } from '@sluice/yaml'
import { ChartError } from '../chart/chart-error.ts'
import { readIndexDocument } from './index-document.ts'

/** One version of a chart in an index. */
export interface IndexEntry {
  readonly name: string
  readonly version: string
  readonly urls: readonly string[]
  /** `<hex>` of SHA-256, `''` if the index does not tell. */
  readonly digest: string
  /** All its fields, those of `Chart.yaml` among them. */
  readonly fields: JsonObject
}

/** A repository's index. */
export interface RepositoryIndex {
  readonly generated: string
  readonly entries: Readonly<Record<string, readonly IndexEntry[]>>
}

/** What the reader of an index left out, and why. */
export type OnSkipped = (message: string) => void

/**
 * Reads an index, YAML or JSON; entries that are none are left out.
 * @throws ChartError
 */
export function parseRepositoryIndex(text: string, onSkipped: OnSkipped = () => {}): RepositoryIndex {
  if (text === '') throw new ChartError('empty index.yaml file')
  const top = readIndexDocument(text)
  const entries: Record<string, readonly IndexEntry[]> = {}
  for (const [name, versions] of Object.entries(asObject(top['entries']) ?? {})) {
    const kept = (Array.isArray(versions) ? versions : []).flatMap(entry => readEntry(name, entry, onSkipped))
    entries[name] = sortEntries(kept)
  }
  if (textOf(top['apiVersion']) === '') throw new ChartError('no API version specified')
  return { generated: textOf(top['generated']), entries }
}

/** Writes an index. */
export function formatRepositoryIndex(index: RepositoryIndex): string {
  const entries = Object.fromEntries(
    Object.entries(index.entries).map(([name, versions]) => [name, versions.map(entry => entry.fields)]),
  )
  return formatYaml({ apiVersion: 'v1', entries, generated: index.generated })
}

/** The newest first; what is no version comes last. */
export function sortEntries(entries: readonly IndexEntry[]): IndexEntry[] {
  const parsed = entries.map(entry => ({ entry, version: parseVersion(entry.version) }))
  parsed.sort((a, b) => {
    if (!a.version || !b.version) return Number(!a.version) - Number(!b.version)
    return compareVersions(b.version, a.version)
  })
  return parsed.map(({ entry }) => entry)
}

/** Adds the versions of another index that this one does not have. */
export function mergeIndexes(index: RepositoryIndex, other: RepositoryIndex): RepositoryIndex {
  const entries: Record<string, readonly IndexEntry[]> = { ...index.entries }
  for (const added of Object.values(other.entries).flat()) {
    const known = entries[added.name] ?? []
    if (!known.some(entry => entry.version === added.version)) entries[added.name] = [...known, added]
  }
  return { ...index, entries }
}

/**
 * The version of a chart that a constraint asks for: the very version, or else the newest that satisfies it; without
 * a constraint the newest that is no prerelease.
 * @throws ChartError
 */
export function findEntry(index: RepositoryIndex, name: string, constraint: string): IndexEntry {
  const versions = Object.hasOwn(index.entries, name) ? index.entries[name] : undefined
  if (!versions) throw new ChartError('no chart name found')
  if (versions.length === 0) throw new ChartError('no chart version found')
  const wanted = parseConstraint(constraint || '*')
  const found =
    versions.find(entry => constraint !== '' && entry.version === constraint) ??
    versions.find(entry => {
      const version = parseVersion(entry.version)
      return version !== undefined && satisfies(version, wanted)
    })
  if (!found) throw new ChartError(`no chart version found for ${name}-${constraint}`)
  return found
}

/** An entry for a chart's archive. */
export function indexEntry(
  metadata: JsonObject,
  archive: { readonly url: string; readonly digest: string; readonly created: string },
): IndexEntry {
  const { url, digest, created } = archive
  const fields = { ...metadata, urls: [url], created, digest }
  return { name: textOf(metadata['name']), version: textOf(metadata['version']), urls: [url], digest, fields }
}

function readEntry(name: string, value: JsonValue, onSkipped: OnSkipped): IndexEntry[] {
  const fields = asObject(value)
  if (!fields) {
    onSkipped(`skipping loading invalid entry for chart "${name}": empty entry`)
    return []
  }
  const version = textOf(fields['version'])
  const problem = problemOf(textOf(fields['name']), version)
  if (problem !== undefined) {
    onSkipped(`skipping loading invalid entry for chart "${name}" "${version}": validation: ${problem}`)
    return []
  }
  const urls = Array.isArray(fields['urls']) ? fields['urls'].map(textOf) : []
  return [{ name: textOf(fields['name']), version, urls, digest: textOf(fields['digest']), fields }]
}

function problemOf(name: string, version: string): string | undefined {
  if (name === '') return 'chart.metadata.name is required'
  if (name.includes('/') || name === '.' || name === '..') return `chart.metadata.name "${name}" is invalid`
  if (version === '') return 'chart.metadata.version is required'
  return parseVersion(version) ? undefined : `chart.metadata.version "${version}" is invalid`
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value)
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}
