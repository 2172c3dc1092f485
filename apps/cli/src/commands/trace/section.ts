import type { KubeObject } from '@sluice/kube/meta'
import { readyOf, textAt } from '../../kinds/fields.ts'

/** A line of a report: what, and its value. */
export type Line = readonly [label: string, value: string]

/** Lines with their values aligned at `width`. */
export function formatSection(lines: readonly Line[], width: number): string {
  return lines.map(([label, value]) => `${`${label}:`.padEnd(width)}${value}\n`).join('')
}

/** The traced object. */
export function objectLines(object: KubeObject): readonly Line[] {
  const { name, namespace } = object.metadata
  return [
    ['Object', `${object.kind}/${name}`],
    ...(namespace ? [['Namespace', namespace] as const] : []),
    ['Status', 'Managed by Flux'],
  ]
}

/** Name and namespace of a Flux object. */
export function nameLines(object: KubeObject): readonly Line[] {
  return [
    [object.kind, object.metadata.name],
    ['Namespace', object.metadata.namespace ?? ''],
  ]
}

/** When the object was last reconciled, and how that went. */
export function statusLines(object: KubeObject, tellsFailure = false): readonly Line[] {
  const ready = readyOf(object)
  if (!ready) return [['Status', 'Unknown']]
  const verb =
    tellsFailure && ready.status === 'False' ? 'Last reconciliation failed at' : 'Last reconciled at'
  return [
    ['Status', `${verb} ${formatMoment(ready.lastTransitionTime)}`],
    ['Message', ready.message],
  ]
}

/** A line, if there is something to tell. */
export function line(label: string, value: string): readonly Line[] {
  return value ? [[label, value]] : []
}

/** The revision of the stored artifact. */
export function artifactLine(object: KubeObject): readonly Line[] {
  return line('Revision', textAt(object, 'status', 'artifact', 'revision'))
}

/** As Go prints a time. */
function formatMoment(text: string): string {
  const date = new Date(text)
  return Number.isNaN(date.getTime())
    ? text
    : `${date.toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`
}
