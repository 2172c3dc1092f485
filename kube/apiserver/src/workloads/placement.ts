/** Does a Pod fit a node? By name, labels, affinity and taints; there is always room. @module */
import type { JsonObject } from '@sluice/base/json'
import { findObject, objectAt, objectsAt, textAt, textsAt } from '../strategy/values/read.ts'
import { nameOf, specOf } from './cluster.ts'

export type Effect = 'NoSchedule' | 'NoExecute'

/** Whether a node has the name, the labels and the fields that a Pod asks for. */
export function suits(podSpec: JsonObject, node: JsonObject): boolean {
  const wanted = textAt(podSpec, 'nodeName')
  const labels = objectAt(objectAt(node, 'metadata'), 'labels')
  const selector = Object.entries(objectAt(podSpec, 'nodeSelector'))
  return (
    (wanted === '' || wanted === nameOf(node)) &&
    selector.every(([label, value]) => labels[label] === value) &&
    meetsAffinity(podSpec, node, labels)
  )
}

function meetsAffinity(podSpec: JsonObject, node: JsonObject, labels: JsonObject): boolean {
  const affinity = objectAt(objectAt(podSpec, 'affinity'), 'nodeAffinity')
  const required = findObject(affinity, 'requiredDuringSchedulingIgnoredDuringExecution')
  if (!required) return true
  const fields = { 'metadata.name': nameOf(node) }
  return objectsAt(required, 'nodeSelectorTerms').some(term => {
    const expressions = objectsAt(term, 'matchExpressions')
    const matchFields = objectsAt(term, 'matchFields')
    if (expressions.length + matchFields.length === 0) return false
    return expressions.every(each => meets(each, labels)) && matchFields.every(each => meets(each, fields))
  })
}

function meets(requirement: JsonObject, values: JsonObject): boolean {
  const value = values[textAt(requirement, 'key')]
  const wanted = textsAt(requirement, 'values')
  const isListed = typeof value === 'string' && wanted.includes(value)
  switch (textAt(requirement, 'operator')) {
    case 'In':
      return isListed
    case 'NotIn':
      return !isListed
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return Number(value) > Number(wanted[0])
    case 'Lt':
      return Number(value) < Number(wanted[0])
    default:
      return false
  }
}

export const taintsOf = (node: JsonObject): readonly JsonObject[] => objectsAt(specOf(node), 'taints')

/** The first taint of these effects that a Pod does not put up with. */
export function untolerated(
  podSpec: JsonObject,
  node: JsonObject,
  effects: readonly Effect[],
): JsonObject | undefined {
  const tolerations = objectsAt(podSpec, 'tolerations')
  return taintsOf(node).find(
    taint =>
      effects.some(effect => effect === taint['effect']) && !tolerations.some(each => tolerates(each, taint)),
  )
}

/** Whether a toleration is for a taint. */
export function tolerates(toleration: JsonObject, taint: JsonObject): boolean {
  const { key = '', effect = '' } = toleration
  if (effect !== '' && effect !== taint['effect']) return false
  if (key !== '' && key !== taint['key']) return false
  const operator = textAt(toleration, 'operator') || 'Equal'
  if (operator === 'Exists') return true
  return operator === 'Equal' && key !== '' && textAt(toleration, 'value') === textAt(taint, 'value')
}
