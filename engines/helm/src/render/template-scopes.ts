import { type GoMap, type GoValue, withType } from '@sluice/gotemplate'
import { type Chart, chartFullPath, isLibraryChart } from '../chart/chart.ts'
import { ChartFiles } from './chart-files.ts'
import { chartObject } from './chart-object.ts'

/** A template with what it is given as its dot. */
export interface ScopedTemplate {
  /** Such as `parent/charts/child/templates/x.yaml`. */
  readonly name: string
  readonly source: Uint8Array
  /** `.Template` is set when the template runs. One map for all templates of a chart, as what they set stays. */
  readonly dot: GoMap
  readonly basePath: string
}

/**
 * All templates of a chart and its subcharts. A subchart sees its own section of the parent's values; of a library
 * only the partials count.
 */
export function scopeTemplates(chart: Chart, renderValues: GoMap): ScopedTemplate[] {
  const templates: ScopedTemplate[] = []
  scopeChart(chart, renderValues, templates)
  return templates
}

function scopeChart(chart: Chart, outer: GoMap, templates: ScopedTemplate[]): GoMap {
  const subcharts: GoMap = {}
  const dot: GoMap = withType<GoMap>(
    {
      Chart: chartObject(chart),
      Files: new ChartFiles(chart.files),
      Release: outer['Release'],
      Capabilities: outer['Capabilities'],
      Values: chart.parent ? sectionOf(outer['Values'], chart.metadata.name) : outer['Values'],
      Subcharts: subcharts,
    },
    'common.Values',
  )
  for (const child of chart.dependencies) subcharts[child.metadata.name] = scopeChart(child, dot, templates)
  const path = chartFullPath(chart)
  for (const file of chart.templates) {
    if (isLibraryChart(chart) && !baseName(file.name).startsWith('_')) continue
    const name = `${path}/${file.name}`
    templates.push({ name, source: file.data, dot, basePath: `${path}/templates` })
  }
  return dot
}

/** The values under a subchart's name, in which a dot leads deeper; empty if there are none. */
function sectionOf(values: GoValue, name: string): GoMap {
  let section: GoValue = values
  for (const part of name.split('.'))
    section = isMap(section) && Object.hasOwn(section, part) ? section[part] : undefined
  return isMap(section) ? section : {}
}

function isMap(value: GoValue): value is GoMap {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
