/** Annotations of Pods that fields have taken the place of. @module */
import type { JsonObject } from '@sluice/base/json'
import { findObject, objectAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'

const replaced: readonly (readonly [string, string])[] = [
  [
    'scheduler.alpha.kubernetes.io/critical-pod',
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  ],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  [
    'security.alpha.kubernetes.io/unsafe-sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
]
const seccompReplaced = 'non-functional in v1.27+; use the "seccompProfile" field instead'
/** The annotation with the profile of a whole Pod. */
export const seccompOfPod = 'seccomp.security.alpha.kubernetes.io/pod'
/** What the annotation with the profile of a container starts with. */
export const seccompOfContainer = 'container.seccomp.security.alpha.kubernetes.io/'
/** What the annotation with the AppArmor profile of a container starts with. */
export const appArmor = 'container.apparmor.security.beta.kubernetes.io/'

/** A Pod or template, and where its annotations are. */
export interface Annotated {
  readonly pod: JsonObject
  readonly path: string
  readonly isTemplate: boolean
}

const annotationsOf = (pod: JsonObject) => objectAt(objectAt(pod, 'metadata'), 'annotations')
const securityOf = (object: JsonObject) => objectAt(object, 'securityContext')

/** Warnings of annotations that are about the Pod as a whole. */
export function annotationWarnings({ pod, path }: Annotated): readonly string[] {
  const annotations = annotationsOf(pod)
  const hasProfile = findObject(securityOf(objectAt(pod, 'spec')), 'seccompProfile') !== undefined
  const all = hasProfile ? replaced : [...replaced, [seccompOfPod, seccompReplaced] as const]
  return all.flatMap(([key, why]) => (annotations[key] === undefined ? [] : [`${path}[${key}]: ${why}`]))
}

/** Warnings of annotations that are about one container; AppArmor's are looked at in templates alone. */
export function containerAnnotationWarnings(
  { pod, path, isTemplate }: Annotated,
  container: JsonObject,
): readonly string[] {
  const annotations = annotationsOf(pod)
  const name = textAt(container, 'name')
  const own = securityOf(container)
  const isTold = (prefix: string, field: string) =>
    annotations[prefix + name] !== undefined && findObject(own, field) === undefined
  const warnings = isTold(seccompOfContainer, 'seccompProfile')
    ? [`${path}[${seccompOfContainer}${name}]: ${seccompReplaced}`]
    : []
  if (!isTemplate || !isTold(appArmor, 'appArmorProfile')) return warnings
  const ofPod = findObject(securityOf(objectAt(pod, 'spec')), 'appArmorProfile')
  if (ofPod && sameValue(ofPod, appArmorProfileOf(textAt(annotations, appArmor + name)))) return warnings
  const why = 'deprecated since v1.30; use the "appArmorProfile" field instead'
  return [...warnings, `${path}[${appArmor}${name}]: ${why}`]
}

/** The profile that an annotation names; undefined where it names none. */
export function appArmorProfileOf(annotation: string): JsonObject | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' }
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' }
  const localhostProfile = annotation.startsWith('localhost/') ? annotation.slice('localhost/'.length) : ''
  return localhostProfile ? { type: 'Localhost', localhostProfile } : undefined
}
