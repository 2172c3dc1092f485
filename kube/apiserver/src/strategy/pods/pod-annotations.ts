/** Annotations of Pods and templates that mean something: mirrors, the cost of a deletion, profiles of containers. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid } from '../../status/index.ts'
import { objectAt, objectsAt, textAt, textMapAt } from '../values/read.ts'
import { appArmor, seccompOfContainer, seccompOfPod } from './annotation-warnings.ts'
import { descendingPathErrors } from './paths.ts'

const mirror = 'kubernetes.io/config.mirror'
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'
const lists = ['initContainers', 'containers', 'ephemeralContainers']

/** What is wrong with the annotations in the metadata of a Pod or template; `path` is theirs. */
export function* podAnnotationErrors(
  metadata: JsonObject,
  spec: JsonObject,
  path: string,
): Generator<FieldError> {
  const annotations = objectAt(metadata, 'annotations')
  const mirrored = annotations[mirror]
  if (mirrored !== undefined && !textAt(spec, 'nodeName')) {
    const why = 'must set spec.nodeName if mirror pod annotation is set'
    yield invalid(`${path}[${mirror}]`, mirrored, why)
  }
  const cost = annotations[deletionCost]
  if (cost !== undefined && !isCost(String(cost))) {
    yield invalid(`${path}[${deletionCost}]`, cost, 'must be a 32bit integer')
  }
  yield* seccompErrors(metadata, path)
  yield* appArmorErrors(metadata, spec, path)
}

/** No sign but minus, no zeros in front. */
function isCost(text: string): boolean {
  return /^(?:0|-\d+|[1-9]\d*)$/.test(text) && Number(text) >= -(2 ** 31) && Number(text) < 2 ** 31
}

function* seccompErrors(metadata: JsonObject, path: string): Generator<FieldError> {
  const annotations = textMapAt(metadata, 'annotations')
  const ofPod = annotations.filter(([key]) => key === seccompOfPod)
  const ofContainers = annotations.filter(([key]) => key.startsWith(seccompOfContainer))
  for (const [key, profile] of [...ofPod, ...ofContainers]) {
    const field = `${path}.${key}`
    if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) continue
    if (!profile.startsWith('localhost/')) yield invalid(field, profile, 'must be a valid seccomp profile')
    else yield* descendingPathErrors(profile.slice('localhost/'.length), field)
  }
}

function* appArmorErrors(metadata: JsonObject, spec: JsonObject, path: string): Generator<FieldError> {
  const names = lists.flatMap(list => objectsAt(spec, list).map(each => textAt(each, 'name')))
  for (const [key, profile] of textMapAt(metadata, 'annotations')) {
    if (!key.startsWith(appArmor)) continue
    const name = key.slice(appArmor.length)
    if (!names.includes(name)) yield invalid(`${path}[${key}]`, name, 'container not found')
    if (['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith('localhost/')) continue
    yield invalid(`${path}[${key}]`, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`)
  }
}

/** Where annotations and fields of a new Pod or template say different things; `path` is that of the spec. */
export function* profileMismatches(
  metadata: JsonObject,
  spec: JsonObject,
  path: string,
): Generator<FieldError> {
  const annotations = objectAt(metadata, 'annotations')
  const told = (key: string) => (annotations[key] === undefined ? undefined : String(annotations[key]))
  const [seccomp, armor] = ['seccompProfile', 'appArmorProfile']
  const security = objectAt(spec, 'securityContext')
  yield* mismatch(told(seccompOfPod), objectAt(security, seccomp), `${path}.securityContext.${seccomp}`)
  const all = lists.flatMap(list =>
    objectsAt(spec, list).map((each, i) => [each, `${path}.${list}[${i}].securityContext`] as const),
  )
  for (const [container, at] of all) {
    const profile = objectAt(objectAt(container, 'securityContext'), seccomp)
    yield* mismatch(told(seccompOfContainer + textAt(container, 'name')), profile, `${at}.${seccomp}`)
  }
  if (textAt(objectAt(spec, 'os'), 'name') === 'windows') return
  for (const [container, at] of all) {
    const own = objectAt(container, 'securityContext')
    const profile = own[armor] === undefined ? objectAt(security, armor) : objectAt(own, armor)
    yield* mismatch(told(appArmor + textAt(container, 'name')), profile, `${at}.${armor}`)
  }
}

function* mismatch(
  annotation: string | undefined,
  profile: JsonObject,
  field: string,
): Generator<FieldError> {
  if (annotation === undefined) return
  const what = field.endsWith('seccompProfile') ? 'seccomp' : 'apparmor'
  const refuse = (part: string, name: string) =>
    forbiddenField(`${field}.${name}`, `${what} ${part} in annotation and field must match`)
  const byDefault = what === 'seccomp' ? ['runtime/default', 'docker/default'] : ['runtime/default']
  switch (textAt(profile, 'type')) {
    case 'Unconfined':
      if (annotation !== 'unconfined') yield refuse('type', 'type')
      return
    case 'RuntimeDefault':
      if (!byDefault.includes(annotation)) yield refuse('type', 'type')
      return
    case 'Localhost':
      if (!annotation.startsWith('localhost/')) yield refuse('type', 'type')
      else if (annotation.slice('localhost/'.length) !== profile['localhostProfile']) {
        yield refuse('profile', 'localhostProfile')
      }
  }
}

/** What a change of a Pod may not do to its annotations; `path` is theirs. */
export function* annotationChanges(
  metadata: JsonObject,
  old: JsonObject,
  path: string,
): Generator<FieldError> {
  const [now, before] = [objectAt(metadata, 'annotations'), objectAt(old, 'annotations')]
  for (const key of Object.keys(before)) {
    if (now[key] !== before[key]) yield* sealed(key, path, 'remove or update')
  }
  for (const key of Object.keys(now)) if (before[key] === undefined) yield* sealed(key, path, 'add')
}

function* sealed(key: string, path: string, verb: string): Generator<FieldError> {
  if (key.startsWith(appArmor))
    yield forbiddenField(`${path}[${key}]`, `may not ${verb} AppArmor annotations`)
  if (key === mirror) yield forbiddenField(`${path}[${key}]`, `may not ${verb} mirror pod annotation`)
}
