/** AppArmor profiles that a new Pod tells by annotations: its containers get them as fields. @module */
import type { JsonObject } from '@sluice/base/json'
import { child, children, type Draft, ensure } from '../values/draft.ts'
import { findObject, objectAt, objectsAt, textAt } from '../values/read.ts'
import { sameValue } from '../values/same-value.ts'
import { appArmor, appArmorProfileOf } from './annotation-warnings.ts'

const lists = ['initContainers', 'containers', 'ephemeralContainers']

/** The profiles that were taken from annotations, which is remarked upon. */
const taken = new WeakSet<object>()

/** Gives the containers of a new Pod the profiles of its annotations, where they say no other and the Pod says none of the kind. */
export function takeProfiles(draft: Draft): void {
  const spec = ensure(draft, 'spec')
  if (textAt(objectAt(spec, 'os'), 'name') === 'windows') return
  const annotations = objectAt(objectAt(draft, 'metadata'), 'annotations')
  const ofPod = findObject(objectAt(spec, 'securityContext'), 'appArmorProfile')
  for (const container of lists.flatMap(list => children(spec, list))) {
    const annotation = annotations[appArmor + textAt(container, 'name')]
    const profile = typeof annotation === 'string' ? appArmorProfileOf(annotation) : undefined
    if (!profile || child(container, 'securityContext')?.['appArmorProfile'] !== undefined) continue
    if (ofPod && sameValue(ofPod, profile)) continue
    ensure(container, 'securityContext')['appArmorProfile'] = profile
    taken.add(profile)
  }
}

/** Warnings of the profiles that were taken from annotations. */
export function takenProfileWarnings(pod: JsonObject): readonly string[] {
  const spec = objectAt(pod, 'spec')
  return lists.flatMap(list =>
    objectsAt(spec, list).flatMap(container => {
      const profile = findObject(objectAt(container, 'securityContext'), 'appArmorProfile')
      if (!profile || !taken.has(profile)) return []
      const at = `metadata.annotations[${appArmor}${textAt(container, 'name')}]`
      return [`${at}: deprecated since v1.30; use the "appArmorProfile" field instead`]
    }),
  )
}
