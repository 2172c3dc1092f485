/** What the Pods of a StatefulSet are called, and what is theirs alone: ordinal, labels, claims. @module */
import type { JsonObject } from '@sluice/base/json'
import { numberAt, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { nameOf, specOf } from '../cluster.ts'
import { podOf } from '../pod-template.ts'
import { revisionLabel } from '../revision.ts'

const nameLabel = 'statefulset.kubernetes.io/pod-name'
const indexLabel = 'apps.kubernetes.io/pod-index'

/** The number at the end of a Pod's name, if the rest is the name of the set. */
export function ordinalOf(set: JsonObject, pod: JsonObject): number | undefined {
  const match = /^(.*)-(\d+)$/.exec(nameOf(pod))
  return match?.[1] === nameOf(set) ? Number(match[2]) : undefined
}

interface Range {
  readonly start: number
  /** After the last one. */
  readonly end: number
}

/** The ordinals that a set wants. */
export function ordinalsOf(set: JsonObject): Range {
  const start = numberAt(objectAt(specOf(set), 'ordinals'), 'start') ?? 0
  return { start, end: start + (numberAt(specOf(set), 'replicas') ?? 1) }
}

export const claimTemplates = (set: JsonObject): readonly JsonObject[] =>
  objectsAt(specOf(set), 'volumeClaimTemplates')

/** The name of the claim of one Pod. */
export const claimNameOf = (set: JsonObject, template: JsonObject, ordinal: number): string =>
  `${nameOf(template)}-${nameOf(set)}-${ordinal}`

function identityLabels(name: string, ordinal: number): JsonObject {
  return { [nameLabel]: name, [indexLabel]: String(ordinal) }
}

/** A Pod of a set, from a template and as of a revision. */
export function statefulPod(
  set: JsonObject,
  ordinal: number,
  revision: { readonly name: string; readonly template: JsonObject },
): JsonObject {
  const name = `${nameOf(set)}-${ordinal}`
  const pod = podOf(
    { ...set, spec: { ...specOf(set), template: revision.template } },
    { name, generateName: `${nameOf(set)}-` },
  )
  const metadata = objectAt(pod, 'metadata')
  const labels = {
    ...objectAt(metadata, 'labels'),
    ...identityLabels(name, ordinal),
    [revisionLabel]: revision.name,
  }
  return {
    metadata: { ...metadata, labels },
    spec: {
      ...objectAt(pod, 'spec'),
      hostname: name,
      subdomain: textAt(specOf(set), 'serviceName') || undefined,
      volumes: volumesOf(set, pod, ordinal),
    },
  }
}

function volumesOf(set: JsonObject, pod: JsonObject, ordinal: number): readonly JsonObject[] {
  const templates = claimTemplates(set)
  const own = templates.map(template => ({
    name: nameOf(template),
    persistentVolumeClaim: { claimName: claimNameOf(set, template, ordinal) },
  }))
  const others = objectsAt(specOf(pod), 'volumes').filter(
    volume => !own.some(each => each.name === volume['name']),
  )
  return [...own, ...others]
}

/** Whether a Pod has the labels that name it. */
export function isItself(pod: JsonObject, ordinal: number): boolean {
  const labels = objectAt(objectAt(pod, 'metadata'), 'labels')
  const wanted = identityLabels(nameOf(pod), ordinal)
  return Object.entries(wanted).every(([key, value]) => labels[key] === value)
}

/** A Pod with the labels that name it. */
export function named(pod: JsonObject, ordinal: number): JsonObject {
  const metadata = objectAt(pod, 'metadata')
  const labels = { ...objectAt(metadata, 'labels'), ...identityLabels(nameOf(pod), ordinal) }
  return { ...pod, metadata: { ...metadata, labels } }
}
