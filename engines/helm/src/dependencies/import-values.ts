/**
 * `import-values`: sections of a subchart's values that become defaults of its parent.
 * @module
 */
import {
  type GoMap,
  type GoValue,
  printValue,
  quoteString,
  typeOfCollection,
  withType,
} from '@sluice/gotemplate'
import type { Chart, ChartDependency } from '../chart/chart.ts'
import { structured, type Warn } from '../chart/warning.ts'
import { coalesceTables } from '../values/coalesce-tables.ts'
import { mergeValues } from '../values/coalesce-values.ts'
import { copyTable } from '../values/copy-values.ts'
import { isTable } from '../values/table.ts'
import { tableAt } from '../values/values-path.ts'

/** Adds what subcharts export to the values of a chart that may be changed, from the innermost outwards. */
export function importValues(chart: Chart, warn: Warn): void {
  for (const child of chart.dependencies) importValues(child, warn)
  const required = chart.metadata.dependencies
  if (!required) return
  const values = mergeValues(chart, undefined, warn)
  let imported: GoMap = {}
  for (const dependency of required) {
    const plans = (dependency.importValues ?? []).flatMap(entry => planOf(entry) ?? [])
    for (const plan of plans) imported = importSection(plan, { dependency, values, imported, warn })
    dependency.importValues = plans.map(({ child, parent }) => withType({ child, parent }, processed))
  }
  // What the parent says wins over what it imports.
  chart.values = coalesceTables(copyTable(values), imported, '', { keepsNulls: true, warn })
}

/** The Go type of an entry that has been seen to. */
const processed = 'map[string]string'

interface ImportPlan {
  /** Where the section is among the child's values. */
  readonly child: string
  /** Where it goes in the parent; `.` is its top. */
  readonly parent: string
  readonly isExport: boolean
}

/** A name stands for a section under `exports`; entries of other types count for nothing. */
function planOf(entry: GoValue): ImportPlan | undefined {
  if (typeof entry === 'string') return { child: `exports.${entry}`, parent: '.', isExport: true }
  // helm: a chart that is there under two aliases shares this list with itself, and imports but once.
  if (!isTable(entry) || typeOfCollection(entry) === processed) return undefined
  return {
    child: printValue(entry['child'] ?? null),
    parent: printValue(entry['parent'] ?? null),
    isExport: false,
  }
}

interface ImportContext {
  readonly dependency: ChartDependency
  readonly values: GoMap
  readonly imported: GoMap
  readonly warn: Warn
}

function importSection(plan: ImportPlan, { dependency, values, imported, warn }: ImportContext): GoMap {
  const found = tableAt(values, `${dependency.name}.${plan.child}`)
  if (found.type === 'none') {
    const error = `${quoteString(found.part)} is not a table`
    warn(
      plan.isExport
        ? structured('ImportValues missing table', { error })
        : structured('ImportValues missing table from chart', { chart: dependency.name, error }),
    )
    return imported
  }
  return coalesceTables(imported, nested(plan.parent, found.table), '', { keepsNulls: true, warn })
}

/** The section at the place that a dotted path names. */
function nested(path: string, section: GoMap): GoMap {
  if (path === '.') return section
  return path.split('.').reduceRight<GoMap>((inner, part) => ({ [part]: inner }), section)
}
