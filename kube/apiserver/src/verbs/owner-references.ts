import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { listAt, metaOf, stringAt, withMeta } from './object.ts'

const before =
  '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: '
const after =
  '.metadata.ownerReferences contains duplicate entries after mutating admission happens; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: '

/** The object with each owner once; who named one twice is warned. */
export function withSingleOwners(
  object: JsonObject,
  warn: (text: string) => void,
  when: 'before admission' | 'after admission' = 'before admission',
): JsonObject {
  const owners = listAt(metaOf(object), 'ownerReferences')
  if (owners.length < 2) return object
  const single: JsonValue[] = []
  const twice: string[] = []
  for (const owner of owners) {
    if (single.some(each => deepEqual(each, owner)))
      twice.push(isJsonObject(owner) ? stringAt(owner, 'uid') : '')
    else single.push(owner)
  }
  if (twice.length === 0) return object
  warn((when === 'before admission' ? before : after) + twice.join(', '))
  return withMeta(object, { ownerReferences: single })
}
