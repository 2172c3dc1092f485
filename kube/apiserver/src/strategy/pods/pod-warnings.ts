/** What is accepted in a Pod though it is probably not meant. @module */
import type { JsonObject } from '@sluice/base/json'
import { parseQuantity } from '../values/quantity.ts'
import { findObject, numberAt, objectAt, objectsAt, sortedKeys, textAt } from '../values/read.ts'

const inBytes = new Set(['memory', 'ephemeral-storage', 'storage'])

/** Texts of Warning headers for a Pod's spec. */
export function podWarnings(spec: JsonObject, path: string): readonly string[] {
  const warnings: string[] = [
    ...nodeSelectorWarnings(spec, path),
    ...spreadWarnings(spec, path),
    ...secretWarnings(spec, path),
  ]
  if ((numberAt(spec, 'terminationGracePeriodSeconds') ?? 0) < 0) {
    warnings.push(
      `${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
    )
  }
  for (const list of ['initContainers', 'containers']) {
    for (const [i, container] of objectsAt(spec, list).entries()) {
      const at = `${path}.${list}[${i}]`
      warnings.push(...fractionWarnings(objectAt(container, 'resources'), `${at}.resources`))
      warnings.push(...duplicateEnvironment(container, at))
    }
  }
  return [...warnings, ...affinityWarnings(spec, path)]
}

const deprecatedNodeLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}

function nodeSelectorWarnings(spec: JsonObject, path: string): readonly string[] {
  return sortedKeys(objectAt(spec, 'nodeSelector')).flatMap(key => {
    const why = deprecatedNodeLabels[key]
    return why === undefined ? [] : [`${path}.nodeSelector[${key}]: ${why}`]
  })
}

function secretWarnings(spec: JsonObject, path: string): readonly string[] {
  const seen = new Set<string>()
  return objectsAt(spec, 'imagePullSecrets').flatMap((secret, i) => {
    const name = textAt(secret, 'name')
    const field = `${path}.imagePullSecrets[${i}].name`
    const isRepeated = seen.has(name)
    seen.add(name)
    return [
      ...(name ? [] : [`${field}: invalid empty name ""`]),
      ...(isRepeated ? [`${field}: duplicate name ${JSON.stringify(name)}`] : []),
    ]
  })
}

const matchesNothing = 'a null labelSelector results in matching no pod'

function spreadWarnings(spec: JsonObject, path: string): readonly string[] {
  return objectsAt(spec, 'topologySpreadConstraints').flatMap((constraint, i) => {
    const at = `${path}.topologySpreadConstraints[${i}]`
    const why = deprecatedNodeLabels[textAt(constraint, 'topologyKey')]
    return [
      ...(why === undefined ? [] : [`${at}.topologyKey: ${textAt(constraint, 'topologyKey')} is ${why}`]),
      ...(findObject(constraint, 'labelSelector') ? [] : [`${at}.labelSelector: ${matchesNothing}`]),
    ]
  })
}

function affinityWarnings(spec: JsonObject, path: string): readonly string[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap(kind => {
    const affinity = objectAt(objectAt(spec, 'affinity'), kind)
    const at = `${path}.affinity.${kind}`
    const [must, should] = [
      'requiredDuringSchedulingIgnoredDuringExecution',
      'preferredDuringSchedulingIgnoredDuringExecution',
    ] as const
    const required = objectsAt(affinity, must).map((term, i) => ({ term, field: `${at}.${must}[${i}]` }))
    const preferred = objectsAt(affinity, should).map((each, i) => ({
      term: objectAt(each, 'podAffinityTerm'),
      field: `${at}.${should}[${i}].podAffinityTerm`,
    }))
    return [...required, ...preferred]
      .filter(({ term }) => !findObject(term, 'labelSelector'))
      .map(({ field }) => `${field}.labelSelector: ${matchesNothing}`)
  })
}

/** Amounts of bytes that are no whole number. */
export function fractionWarnings(resources: JsonObject, path: string): readonly string[] {
  return ['limits', 'requests'].flatMap(list => {
    const amounts = objectAt(resources, list)
    return sortedKeys(amounts).flatMap(name => {
      const quantity = parseQuantity(String(amounts[name]))
      if (!inBytes.has(name) || !quantity || quantity.nano % 1_000_000_000n === 0n) return []
      return [
        `${path}.${list}[${name}]: fractional byte value ${JSON.stringify(String(amounts[name]))} is invalid, must be an integer`,
      ]
    })
  })
}

function duplicateEnvironment(container: JsonObject, path: string): readonly string[] {
  const seen = new Map<string, number>()
  return objectsAt(container, 'env').flatMap((variable, i) => {
    const name = textAt(variable, 'name')
    const first = seen.get(name)
    if (first === undefined) {
      seen.set(name, i)
      return []
    }
    const at = (index: number) => `${path}.env[${index}]`
    return [
      `${at(i)}: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
    ]
  })
}
