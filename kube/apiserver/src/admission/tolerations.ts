/** The DefaultTolerationSeconds plugin: Pods stay five minutes on a node that is lost. @module */
import type { JsonObject } from '@sluice/base/json'
import { copyObject, ensure } from '../strategy/values/draft.ts'
import { objectsAt, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin } from './chain.ts'

const keys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
const seconds = 300

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  mutate({ object, resourceType, subresource, operation }) {
    if (resourceType.storageKey !== 'pods' || subresource) return object
    if (operation !== 'CREATE' && operation !== 'UPDATE') return object
    const pod = copyObject(object)
    const spec = ensure(pod, 'spec')
    const given = objectsAt(spec, 'tolerations')
    const missing = keys.filter(key => !given.some(toleration => covers(toleration, key)))
    if (missing.length > 0) spec['tolerations'] = [...given, ...missing.map(tolerationOf)]
    return pod
  },
}

function covers(toleration: JsonObject, key: string): boolean {
  const [its, effect] = [textAt(toleration, 'key'), textAt(toleration, 'effect')]
  return (its === key || its === '') && (effect === 'NoExecute' || effect === '')
}

function tolerationOf(key: string): JsonObject {
  return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: seconds }
}
