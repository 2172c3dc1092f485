import type { KubeObject } from '@sluice/kube/meta'
import { conditionsOf } from '../../kinds/fields.ts'
import type { KindRow } from '../../kinds/kind-row.ts'

/** A condition that objects must, or must not, have. */
export interface StatusSelector {
  readonly type: string
  readonly status: string
  readonly negated: boolean
}

/** Reads `type=status` or `type!=status`; undefined for no text. @throws Error for anything else */
export function parseStatusSelector(text: string): StatusSelector | undefined {
  if (text === '') return undefined
  const negated = text.includes('!=')
  const separator = negated ? '!=' : '='
  const at = text.indexOf(separator)
  if (at < 0)
    throw new Error(`expected status selector in type=status or type!=status format, but found: ${text}`)
  return { type: text.slice(0, at), status: text.slice(at + separator.length), negated }
}

/** Whether the object has the condition. Kinds without conditions are Ready, always. */
export function isSelected(row: KindRow, object: KubeObject, selector: StatusSelector | undefined): boolean {
  if (!selector) return true
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
  const conditions =
    row.staticMessage?.(object) === undefined ? conditionsOf(object) : [{ type: 'Ready', status: 'True' }]
  const found = conditions.findLast(condition => same(condition.type, selector.type))
  return (found !== undefined && same(found.status, selector.status)) !== selector.negated
}
