import type { KubeObject } from '@sluice/kube/meta'
import { readyOf } from '../../kinds/fields.ts'
import type { Column, KindRow } from '../../kinds/kind-row.ts'
import { formatAge } from '../../printing/age.ts'
import { shortenDigests } from '../../printing/shorten-digests.ts'

/** Which columns to show. */
export interface View {
  readonly namespace: boolean
  readonly kindInName: boolean
  readonly source: boolean
  /** Now, to show ages. */
  readonly age: number | undefined
}

/** The titles of a kind's columns. */
export function titlesOf(row: KindRow, view: View): readonly string[] {
  return [
    ...(view.namespace ? ['Namespace'] : []),
    'Name',
    ...columnsOf(row, view).map(column => column.title),
    'Ready',
    'Message',
    ...(view.age === undefined ? [] : ['Age']),
  ]
}

/** An object as a row of cells. */
export function summaryOf(row: KindRow, object: KubeObject, view: View): readonly string[] {
  const { name, namespace = '', creationTimestamp = '' } = object.metadata
  const [status, message] = statusOf(row, object)
  return [
    ...(view.namespace ? [namespace] : []),
    view.kindInName ? `${row.kind.toLowerCase()}/${name}` : name,
    ...columnsOf(row, view).map(column => column.value(object)),
    status,
    row.shortMessage ? shortenDigests(message) : message,
    ...(view.age === undefined ? [] : [formatAge(view.age - Date.parse(creationTimestamp))]),
  ]
}

function columnsOf(row: KindRow, view: View): readonly Column[] {
  return view.source && row.sourceColumn ? [row.sourceColumn, ...row.columns] : row.columns
}

function statusOf(row: KindRow, object: KubeObject): readonly [string, string] {
  const fixed = row.staticMessage?.(object)
  if (fixed !== undefined) return ['True', fixed]
  const ready = readyOf(object)
  return ready ? [ready.status, ready.message] : ['False', 'waiting to be reconciled']
}
