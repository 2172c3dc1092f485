/**
 * A chart's values: what the user gives, over the chart's own, over those of its subcharts. Maps are merged, anything
 * else is replaced, and a null takes a key away.
 * @module
 */
import { type GoMap, sprintf } from '@sluice/gotemplate'
import type { Chart } from '../chart/chart.ts'
import { ChartError } from '../chart/chart-error.ts'
import { logged, type Warn } from '../chart/warning.ts'
import { type Coalescing, coalesceGlobals, coalesceTables, joinPath } from './coalesce-tables.ts'
import { copyTable } from './copy-values.ts'
import { isTable, setKey } from './table.ts'

/**
 * The values of a chart and, under their names, its subcharts. Neither the chart nor `values` is changed.
 * @throws ChartError if a subchart's section is no table
 */
export function coalesceValues(chart: Chart, values: GoMap | undefined, warn: Warn): GoMap {
  const result = copyTable(values)
  coalesceChart(chart, result, '', { keepsNulls: false, warn })
  return result
}

/** As `coalesceValues`, but nulls stay: for values that will be coalesced once more. */
export function mergeValues(chart: Chart, values: GoMap | undefined, warn: Warn): GoMap {
  const result = copyTable(values)
  coalesceChart(chart, result, '', { keepsNulls: true, warn })
  return result
}

function coalesceChart(chart: Chart, target: GoMap, path: string, how: Coalescing): void {
  const own = joinPath(path, chart.metadata.name)
  coalesceOwn(chart, target, own, how)
  for (const child of chart.dependencies) {
    const section = sectionFor(child.metadata.name, target)
    coalesceGlobals(section, target, own, how.warn)
    coalesceChart(child, section, own, how)
  }
}

function sectionFor(name: string, target: GoMap): GoMap {
  if (!Object.hasOwn(target, name)) setKey(target, name, {})
  const section = target[name]
  if (isTable(section)) return section
  throw new ChartError(`type mismatch on ${name}: ${sprintf('%t', [section])}`)
}

/** Fills the target with the chart's own values. */
function coalesceOwn(chart: Chart, target: GoMap, path: string, how: Coalescing): void {
  const defaults = copyTable(chart.values)
  for (const key of Object.keys(defaults)) {
    const fallback = defaults[key]
    if (!Object.hasOwn(target, key)) {
      setKey(target, key, fallback)
      continue
    }
    const value = target[key]
    if (value === null && !how.keepsNulls) delete target[key]
    else if (isTable(value)) {
      if (isTable(fallback)) {
        // The nulls in a subchart's section are for the subchart's own values to see.
        const keepsNulls = how.keepsNulls || chart.dependencies.some(child => child.metadata.name === key)
        coalesceTables(value, fallback, joinPath(path, key), { ...how, keepsNulls })
      } else if (fallback !== null) {
        how.warn(logged(`warning: skipped value for ${path}.${key}: Not a table.`))
      }
    }
  }
}
