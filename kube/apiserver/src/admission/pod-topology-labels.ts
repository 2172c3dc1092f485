/** The PodTopologyLabels plugin: a Pod that is on a node knows the node's region and zone. @module */
import { copyObject, ensure } from '../strategy/values/draft.ts'
import { objectAt, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin } from './chain.ts'

const copied = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone']

export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  mutate({ object, resourceType, subresource, operation, services }) {
    if (resourceType.storageKey !== 'pods') return object
    const isBinding = subresource === 'binding'
    if (!isBinding && (subresource || operation !== 'CREATE')) return object
    const name = textAt(objectAt(object, 'spec'), 'nodeName')
    const node = name ? services.store.get('nodes', '', name) : undefined
    const labels = node ? objectAt(node.metadata, 'labels') : {}
    const found = copied.filter(label => labels[label] !== undefined)
    if (found.length === 0) return object
    const pod = copyObject(object)
    const own = ensure(ensure(pod, 'metadata'), 'labels')
    for (const label of found) own[label] = labels[label]
    return pod
  },
}
