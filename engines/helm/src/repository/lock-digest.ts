import { digestOf } from '@sluice/base/digest'
import { formatJson } from '@sluice/base/json'
import type { ChartDependency } from '../chart/chart.ts'
import { dependencyJson } from '../package/format-metadata.ts'

/** `digest` of `Chart.lock`: of what the chart asks for and what that was resolved to. */
export function lockDigest(asked: readonly ChartDependency[], locked: readonly ChartDependency[]): string {
  return digestOf(goJson([asked.map(dependencyJson), locked.map(dependencyJson)]))
}

/** The digest that Helm 2 wrote to `requirements.lock`. */
export function legacyLockDigest(asked: readonly ChartDependency[]): string {
  return digestOf(goJson({ dependencies: asked.map(dependencyJson) }))
}

/** Go escapes what could end a script in HTML. */
function goJson(value: Parameters<typeof formatJson>[0]): string {
  return formatJson(value).replace(
    /[<>&\u2028\u2029]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
