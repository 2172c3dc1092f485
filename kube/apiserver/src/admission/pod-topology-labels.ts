/** The PodTopologyLabels plugin: a Pod that is on a node knows the node's region and zone. @module */
import type { JsonObject } from '@sluice/base/json'
import { copyObject, ensure } from '../strategy/values/draft.ts'
import { objectAt, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin } from './chain.ts'

const copied = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone']

export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  mutate({ object, resourceType, subresource, operation, services }) {
    if (resourceType.storageKey !== 'pods' || operation !== 'CREATE') return object
    if (subresource !== '' && subresource !== 'binding') return object
    const name = subresource ? targetOf(object) : textAt(objectAt(object, 'spec'), 'nodeName')
    const node = name ? services.store.get('nodes', '', name) : undefined
    const labels = node ? objectAt(node.metadata, 'labels') : {}
    const found = copied.filter(label => labels[label] !== undefined)
    if (found.length === 0) return object
    const copy = copyObject(object)
    const own = ensure(ensure(copy, 'metadata'), 'labels')
    for (const label of found) own[label] = labels[label]
    return copy
  },
}

/** The node of a Binding, which gives its labels to the Pod. */
function targetOf(binding: JsonObject): string {
  const target = objectAt(binding, 'target')
  return textAt(target, 'kind') === 'Node' ? textAt(target, 'name') : ''
}
