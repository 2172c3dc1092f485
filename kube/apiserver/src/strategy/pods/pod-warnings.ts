/** What is accepted in a Pod though it is probably not meant. @module */
import type { JsonObject } from '@sluice/base/json'
import { ipWarnings } from '../values/ip-warnings.ts'
import { dnsLabelErrors } from '../values/names.ts'
import { findObject, numberAt, objectAt, objectsAt, sortedKeys, textAt, textsAt } from '../values/read.ts'
import { annotationWarnings, containerAnnotationWarnings } from './annotation-warnings.ts'
import { containerWarnings, fractionsIn } from './container-warnings.ts'
import { deprecatedLabel, termWarnings } from './node-label-warnings.ts'
import { portWarnings } from './port-warnings.ts'
import { volumeWarnings } from './volume-warnings.ts'

/** A name that no host can have is no good name of a Pod, or of what makes Pods. */
export function nameWarnings(object: JsonObject, where = 'Pod names and hostnames'): readonly string[] {
  const errors = dnsLabelErrors(textAt(objectAt(object, 'metadata'), 'name'))
  if (errors.length === 0) return []
  const why = 'which can result in surprising behavior; a DNS label is recommended'
  return [`metadata.name: this is used in ${where}, ${why}: [${errors.join(' ')}]`]
}

/** Texts of Warning headers for a Pod, or for a template of Pods at a path. */
export function podWarnings(pod: JsonObject, path = ''): readonly string[] {
  const spec = objectAt(pod, 'spec')
  const prefix = path ? `${path}.` : ''
  const at = `${prefix}spec`
  const annotated = { pod, path: `${prefix}metadata.annotations`, isTemplate: path !== '' }
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap(list =>
    objectsAt(spec, list).map((container, i) => ({ container, field: `${at}.${list}[${i}]` })),
  )
  return [
    ...nodeSelectorWarnings(spec, at),
    ...nodeAffinityWarnings(spec, at),
    ...spreadWarnings(spec, at),
    ...annotationWarnings(annotated),
    ...volumeWarnings(spec, at),
    ...aliasWarnings(spec, at),
    ...secretWarnings(spec, at),
    ...fractionsIn(objectAt(spec, 'overhead'), `${at}.overhead`),
    ...containers.flatMap(({ container, field }) => [
      ...containerAnnotationWarnings(annotated, container),
      ...containerWarnings(container, field),
    ]),
    ...portWarnings(containers),
    ...graceWarnings(spec, at),
    ...affinityWarnings(spec, at),
    ...addressWarnings(spec, at),
  ]
}

function graceWarnings(spec: JsonObject, path: string): readonly string[] {
  if ((numberAt(spec, 'terminationGracePeriodSeconds') ?? 0) >= 0) return []
  return [
    `${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
  ]
}

function nodeSelectorWarnings(spec: JsonObject, path: string): readonly string[] {
  return sortedKeys(objectAt(spec, 'nodeSelector')).flatMap(key => {
    const why = deprecatedLabel(key)
    return why === undefined ? [] : [`${path}.nodeSelector[${key}]: ${why}`]
  })
}

function nodeAffinityWarnings(spec: JsonObject, path: string): readonly string[] {
  const affinity = objectAt(objectAt(spec, 'affinity'), 'nodeAffinity')
  const at = `${path}.affinity.nodeAffinity`
  const required = objectAt(affinity, 'requiredDuringSchedulingIgnoredDuringExecution')
  const must = `${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`
  const should = `${at}.preferredDuringSchedulingIgnoredDuringExecution`
  return [
    ...objectsAt(required, 'nodeSelectorTerms').flatMap((term, i) => termWarnings(term, `${must}[${i}]`)),
    ...objectsAt(affinity, 'preferredDuringSchedulingIgnoredDuringExecution').flatMap((each, i) =>
      termWarnings(objectAt(each, 'preference'), `${should}[${i}].preference`, true),
    ),
  ]
}

function aliasWarnings(spec: JsonObject, path: string): readonly string[] {
  return repeated(objectsAt(spec, 'hostAliases').map(alias => textAt(alias, 'ip'))).map(
    ({ i, value }) => `${path}.hostAliases[${i}].ip: duplicate ip ${JSON.stringify(value)}`,
  )
}

function secretWarnings(spec: JsonObject, path: string): readonly string[] {
  const names = objectsAt(spec, 'imagePullSecrets').map(secret => textAt(secret, 'name'))
  const field = (i: number) => `${path}.imagePullSecrets[${i}].name`
  return [
    ...repeated(names).map(({ i, value }) => `${field(i)}: duplicate name ${JSON.stringify(value)}`),
    ...names.flatMap((name, i) => (name ? [] : [`${field(i)}: invalid empty name ""`])),
  ]
}

function repeated(values: readonly string[]) {
  return values.flatMap((value, i) => (values.indexOf(value) < i ? [{ i, value }] : []))
}

function addressWarnings(spec: JsonObject, path: string): readonly string[] {
  return [
    ...textsAt(objectAt(spec, 'dnsConfig'), 'nameservers').flatMap((ip, i) =>
      ipWarnings(ip, `${path}.dnsConfig.nameservers[${i}]`),
    ),
    ...objectsAt(spec, 'hostAliases').flatMap((alias, i) =>
      ipWarnings(textAt(alias, 'ip'), `${path}.hostAliases[${i}].ip`),
    ),
  ]
}

const matchesNothing = 'a null labelSelector results in matching no pod'

function spreadWarnings(spec: JsonObject, path: string): readonly string[] {
  return objectsAt(spec, 'topologySpreadConstraints').flatMap((constraint, i) => {
    const at = `${path}.topologySpreadConstraints[${i}]`
    const why = deprecatedLabel(textAt(constraint, 'topologyKey'))
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
