/**
 * The rules of `Chart.yaml`, checked in Helm's order; texts lose what cannot be printed on the way.
 * @module
 */

import { parseVersion } from '@sluice/base/semver'
import { quoteString } from '@sluice/gotemplate'
import type { ChartDependency, ChartMetadata, Maintainer } from './chart.ts'
import { ChartError } from './chart-error.ts'
import type { DraftedMetadata } from './metadata.ts'

const aliasFormat = /^[a-zA-Z0-9_-]+$/
const chartTypes = new Set(['', 'application', 'library'])

/** @throws ChartError `validation: …` */
export function validateMetadata(drafted: DraftedMetadata): ChartMetadata {
  const metadata = { ...drafted, ...sanitizedTexts(drafted) }
  validateNames(metadata)
  return {
    ...metadata,
    maintainers: drafted.maintainers.map(validateMaintainer),
    dependencies: drafted.dependencies && validateDependencies(drafted.dependencies),
  }
}

function sanitizedTexts(drafted: DraftedMetadata): Partial<DraftedMetadata> {
  return {
    name: sanitize(drafted.name),
    description: sanitize(drafted.description),
    home: sanitize(drafted.home),
    icon: sanitize(drafted.icon),
    condition: sanitize(drafted.condition),
    tags: sanitize(drafted.tags),
    appVersion: sanitize(drafted.appVersion),
    kubeVersion: sanitize(drafted.kubeVersion),
    sources: drafted.sources.map(sanitize),
    keywords: drafted.keywords.map(sanitize),
  }
}

function validateNames({ apiVersion, name, version, type }: DraftedMetadata): void {
  if (apiVersion === '') throw invalid('chart.metadata.apiVersion is required')
  if (name === '') throw invalid('chart.metadata.name is required')
  if (name === '.' || name === '..') throw invalid(`chart.metadata.name "${name}" is not allowed`)
  if (!isBaseName(name)) throw invalid(`chart.metadata.name ${quoteString(name)} is invalid`)
  if (version === '') throw invalid('chart.metadata.version is required')
  if (!parseVersion(version)) throw invalid(`chart.metadata.version ${quoteString(version)} is invalid`)
  if (!chartTypes.has(type)) throw invalid('chart.metadata.type must be application or library')
}

/** Whether Go's `filepath.Base` gives it back: no slash, or nothing but one. */
function isBaseName(name: string): boolean {
  return name === '/' || !name.includes('/')
}

function validateMaintainer(maintainer: Maintainer | null): Maintainer {
  if (!maintainer) throw invalid('maintainers must not contain empty or null nodes')
  const { name, email, url } = maintainer
  return { name: sanitize(name), email: sanitize(email), url: sanitize(url) }
}

function validateDependencies(dependencies: readonly (ChartDependency | null)[]): ChartDependency[] {
  const keys = new Set<string>()
  return dependencies.map(drafted => {
    const dependency = validateDependency(drafted)
    const key = dependency.alias || dependency.name
    if (keys.has(key)) throw invalid(`more than one dependency with name or alias ${quoteString(key)}`)
    keys.add(key)
    return dependency
  })
}

function validateDependency(dependency: ChartDependency | null): ChartDependency {
  if (!dependency) throw invalid('dependencies must not contain empty or null nodes')
  const sanitized = {
    ...dependency,
    name: sanitize(dependency.name),
    version: sanitize(dependency.version),
    repository: sanitize(dependency.repository),
    condition: sanitize(dependency.condition),
    tags: dependency.tags.map(sanitize),
  }
  if (dependency.alias === '' || aliasFormat.test(dependency.alias)) return sanitized
  throw invalid(`dependency ${quoteString(sanitized.name)} has disallowed characters in the alias`)
}

/** Blanks of any kind become spaces; what cannot be printed is dropped. */
function sanitize(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return text.replace(/\p{White_Space}/gu, ' ').replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '')
}

function invalid(reason: string): ChartError {
  return new ChartError(`validation: ${reason}`)
}
