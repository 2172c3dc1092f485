/** Pod security labels of namespaces: those that cannot be read are refused, stricter ones tell what breaks them. @module */
import type { JsonObject } from '@sluice/base/json'
import { invalidObject } from '../../status/index.ts'
import { objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import type { AdmissionRequest } from '../chain.ts'
import { isSame, isStricter, type LevelVersion, policyOf, shown } from './policy.ts'
import { violations } from './standards.ts'

/** So many Pods of a namespace are looked at. */
const mostPods = 3000

export function judgeNamespace(request: AdmissionRequest, namespace: JsonObject): void {
  if (request.subresource) return
  const labelsOf = (object: JsonObject) => objectAt(objectAt(object, 'metadata'), 'labels')
  const { enforce, errors } = policyOf(labelsOf(namespace))
  const old = request.oldObject ? policyOf(labelsOf(request.oldObject)) : undefined
  const isOldError = old && old.errors.length > 0 && JSON.stringify(errors) === JSON.stringify(old.errors)
  if (errors.length > 0 && !isOldError) throw invalidObject(request.resourceType, request.name, errors)
  if (!old || isSame(enforce, old.enforce) || enforce.level === 'privileged') return
  const isOtherVersion = enforce.version !== old.enforce.version
  if (!isOtherVersion && !isStricter(enforce.level, old.enforce.level)) return
  for (const text of podWarnings(request, enforce)) request.warn(text)
}

/** What Pods that run already break; of those with one controller each first one before the rest. */
function podWarnings({ services, name }: AdmissionRequest, enforce: LevelVersion): readonly string[] {
  const pods = inTurn(services.store.list('pods', name).map(stored => stored.object))
  const checked = pods.slice(0, mostPods)
  const found = new Map<string, string[]>()
  for (const pod of checked) {
    const shape = { metadata: objectAt(pod, 'metadata'), spec: objectAt(pod, 'spec') }
    const text = violations(shape, enforce)
      .map(({ reason }) => reason)
      .join(', ')
    if (text) found.set(text, [...(found.get(text) ?? []), textAt(shape.metadata, 'name')])
  }
  const limited = `new PodSecurity enforce level only checked against the first ${checked.length} of ${pods.length} existing pods`
  const heading = `existing pods in namespace "${name}" violate the new PodSecurity enforce level "${shown(enforce)}"`
  return [
    ...(checked.length < pods.length ? [limited] : []),
    ...(found.size > 0 ? [heading] : []),
    ...[...found].map(([text, names]) => `${someOf(names)}: ${text}`).sort(),
  ]
}

function inTurn(pods: readonly JsonObject[]): readonly JsonObject[] {
  const seen = new Set<string>()
  const [first, rest]: [JsonObject[], JsonObject[]] = [[], []]
  for (const pod of pods) {
    const owners = objectsAt(objectAt(pod, 'metadata'), 'ownerReferences')
    const owner = owners.find(each => each['controller'] === true)
    const uid = owner && textAt(owner, 'uid')
    if (uid !== undefined && seen.has(uid)) rest.push(pod)
    else first.push(pod)
    if (uid !== undefined) seen.add(uid)
  }
  return [...first, ...rest]
}

function someOf(names: readonly string[]): string {
  const [first = ''] = [...names].sort()
  if (names.length === 1) return first
  return `${first} (and ${names.length - 1} other ${names.length === 2 ? 'pod' : 'pods'})`
}
