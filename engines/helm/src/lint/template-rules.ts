import type { JsonObject, JsonValue } from '@sluice/base/json'
import type { KubeVersion } from '../capabilities/kube-version.ts'
import type { Chart } from '../chart/chart.ts'
import { ChartError } from '../chart/chart-error.ts'
import { trimSpace } from '../manifest/trim-space.ts'
import { decodeObjects, type LintedObject } from './decode-objects.ts'
import { deprecationOf } from './deprecations.ts'
import type { LintReport } from './lint-report.ts'
import { nameProblem } from './object-names.ts'

/** The rules for what the chart's own templates render to. Nothing is looked at after a document that is no YAML. */
export function lintRendered(
  chart: Chart,
  rendered: ReadonlyMap<string, string>,
  kubeVersion: KubeVersion,
  report: LintReport,
): void {
  for (const { name } of chart.templates) {
    report.check('ERROR', name, extensionProblem(name))
    if (!/\.ya?ml$/i.test(name)) continue
    const content = rendered.get(`${chart.metadata.name}/${name}`) ?? ''
    if (trimSpace(content) === '') continue
    report.check('WARNING', name, indentProblem(content))
    try {
      for (const object of decodeObjects(content)) {
        report.check('WARNING', name, nameProblem(object.kind, object.name))
        report.check('WARNING', name, deprecationOf(object.apiVersion, object.kind, kubeVersion))
        report.check('ERROR', name, selectorProblem(object, content))
        report.check('ERROR', name, listProblem(object))
      }
    } catch (error) {
      if (!(error instanceof ChartError)) throw error
      report.check('ERROR', name, `unable to parse YAML: ${error.message}`)
      return
    }
  }
}

function extensionProblem(name: string): string | undefined {
  const extension = /\.[^./]*$/.exec(name)?.[0] ?? ''
  if (['.yaml', '.yml', '.tpl', '.txt'].includes(extension)) return undefined
  return `file extension '${extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt`
}

function indentProblem(content: string): string | undefined {
  const line = content.split(/\r?\n/).find(candidate => trimSpace(candidate) !== '')
  if (line === undefined || !/^[ \t]/.test(line)) return undefined
  return `document starts with an illegal indent: ${JSON.stringify(line)}, which may cause parsing problems`
}

function selectorProblem({ kind, name }: LintedObject, content: string): string | undefined {
  if (!['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].includes(kind)) return undefined
  if (content.includes('matchLabels') || content.includes('matchExpressions')) return undefined
  return `a ${kind} must contain matchLabels or matchExpressions, and ${JSON.stringify(name)} does not`
}

function listProblem({ kind, document }: LintedObject): string | undefined {
  const items = document['items']
  if (kind !== 'List' || !Array.isArray(items)) return undefined
  const isKept = items.some(
    item => childOf(childOf(item, 'metadata'), 'annotations')?.['helm.sh/resource-policy'] !== undefined,
  )
  return isKept ? "annotation 'helm.sh/resource-policy' within List objects are ignored" : undefined
}

function childOf(value: JsonValue | undefined, key: string): JsonObject | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const child = (value as JsonObject)[key]
  return typeof child === 'object' && child !== null && !Array.isArray(child)
    ? (child as JsonObject)
    : undefined
}
