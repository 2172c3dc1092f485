/**
 * Which subcharts take part: those whose tags and conditions hold, each under its alias, as often as it is named.
 * @module
 */
import type { GoMap } from '@sluice/gotemplate'
import { isCompatibleRange } from '../capabilities/check-kube-version.ts'
import { type Chart, type ChartDependency, setDependencies } from '../chart/chart.ts'
import { structured, type Warn } from '../chart/warning.ts'
import { coalesceValues } from '../values/coalesce-values.ts'
import { ownValue } from '../values/table.ts'
import { tableAt, valueAt } from '../values/values-path.ts'

/**
 * Replaces, throughout a chart that may be changed, the subcharts by those that are enabled. `path` is where the
 * chart's values are among `values`, with a dot at its end.
 * @throws ChartError as `coalesceValues` does
 */
export function enableDependencies(chart: Chart, values: GoMap, path: string, warn: Warn): void {
  const required = chart.metadata.dependencies
  if (!required) return
  setDependencies(chart, [...undeclared(chart, required), ...declared(chart, required)])
  for (const dependency of required) {
    if (dependency.alias !== '') dependency.name = dependency.alias
    dependency.enabled = true
  }
  const coalesced = coalesceValues(chart, values, warn)
  applyTags(required, coalesced, warn)
  applyConditions(required, coalesced, path, warn)

  const disabled = new Set(required.filter(each => !each.enabled).map(each => each.name))
  const enabled = chart.dependencies.filter(child => !disabled.has(child.metadata.name))
  for (const child of enabled) enableDependencies(child, coalesced, `${path}${child.metadata.name}.`, warn)

  const remaining = required.filter(each => !disabled.has(each.name))
  chart.metadata.dependencies = remaining.length > 0 ? remaining : undefined
  setDependencies(chart, enabled)
}

/** What lies in `charts/` without being named in `Chart.yaml` is always part of the chart. */
function undeclared(chart: Chart, required: readonly ChartDependency[]): Chart[] {
  return chart.dependencies.filter(child => !required.some(dependency => isMeant(child, dependency)))
}

function declared(chart: Chart, required: readonly ChartDependency[]): Chart[] {
  return required.flatMap(dependency => {
    const child = chart.dependencies.find(each => isMeant(each, dependency))
    return child ? [aliased(child, dependency.alias)] : []
  })
}

function isMeant(child: Chart, dependency: ChartDependency): boolean {
  const { name, version } = child.metadata
  return name === dependency.name && isCompatibleRange(dependency.version, version)
}

/** A copy under its alias. helm: only its direct subcharts are copied with it and know their new parent. */
function aliased(child: Chart, alias: string): Chart {
  const { metadata } = child
  const copy: Chart = {
    ...child,
    metadata: {
      ...metadata,
      name: alias || metadata.name,
      dependencies: metadata.dependencies?.map(dependency => ({ ...dependency })),
    },
  }
  setDependencies(
    copy,
    child.dependencies.map(each => ({ ...each })),
  )
  return copy
}

function applyTags(required: readonly ChartDependency[], values: GoMap, warn: Warn): void {
  const tags = tableAt(values, 'tags')
  if (tags.type === 'none') return
  for (const dependency of required) {
    let hasTrue = false
    let hasFalse = false
    for (const tag of dependency.tags) {
      const value = ownValue(tags.table, tag)
      if (value === true) hasTrue = true
      else if (value === false) hasFalse = true
      else if (value !== undefined) {
        warn(structured('returned non-bool value', { tag, chart: dependency.name }))
      }
    }
    dependency.enabled = hasTrue || !hasFalse
  }
}

/** The first of a dependency's conditions that is there, and a boolean, decides. */
function applyConditions(
  required: readonly ChartDependency[],
  values: GoMap,
  path: string,
  warn: Warn,
): void {
  for (const dependency of required) {
    for (const condition of dependency.condition.trim().split(',')) {
      const value = condition === '' ? undefined : valueAt(values, path + condition)
      if (typeof value === 'boolean') {
        dependency.enabled = value
        break
      }
      if (value !== undefined) {
        warn(structured('returned non-bool value', { path: condition, chart: dependency.name }))
      }
    }
  }
}
