import type { JsonObject } from '@sluice/base/json'
import { labelValueErrors } from '../values/names.ts'
import { objectsAt, textAt, textsAt } from '../values/read.ts'

const deprecated: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods':
    'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
}

/** What is said of a label of nodes that is on its way out; undefined of others. */
export function deprecatedLabel(key: string): string | undefined {
  return Object.hasOwn(deprecated, key) ? deprecated[key] : undefined
}

/** Warnings of a term that selects nodes; of what is preferred the values are looked at too. */
export function termWarnings(term: JsonObject, path: string, checksValues = false): readonly string[] {
  return objectsAt(term, 'matchExpressions').flatMap((expression, i) => {
    const at = `${path}.matchExpressions[${i}]`
    const key = textAt(expression, 'key')
    const why = deprecatedLabel(key)
    const values = checksValues ? textsAt(expression, 'values') : []
    return [
      ...(why === undefined ? [] : [`${at}.key: ${key} is ${why}`]),
      ...values.flatMap((value, j) =>
        labelValueErrors(value).map(error => `${at}.values[${j}]: ${value} is invalid, ${error}`),
      ),
    ]
  })
}
