/** The one node on which everything runs. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Services } from '../server/services.ts'
import { Cluster } from './cluster.ts'
import { podNetwork } from './pod-address.ts'

export const nodeName = 'sandbox'
export const nodeAddress = '127.0.0.1'

const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64'

/** Makes the node and the default storage class where they are missing. */
export async function ensureNode(services: Services): Promise<void> {
  const cluster = new Cluster(services, 'kubelet', 'kubelet')
  if (!cluster.find('nodes', '', nodeName)) {
    const node = await cluster.create('nodes', {
      metadata: {
        name: nodeName,
        labels: {
          'beta.kubernetes.io/arch': architecture,
          'beta.kubernetes.io/os': 'linux',
          'kubernetes.io/arch': architecture,
          'kubernetes.io/hostname': nodeName,
          'kubernetes.io/os': 'linux',
          'node-role.kubernetes.io/control-plane': '',
        },
      },
    })
    await cluster.update('nodes', node, current => ({
      ...current,
      spec: { podCIDR: podNetwork, podCIDRs: [podNetwork] },
    }))
    await cluster.setStatus('nodes', node, nodeStatus(cluster.timestamp))
  }
  if (cluster.list('storageClasses').length === 0) {
    await cluster.create('storageClasses', {
      metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'sandbox.sluice.dev/local',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
      allowVolumeExpansion: true,
    })
  }
}

function nodeStatus(time: string): JsonObject {
  const resources = { cpu: '64', memory: '256Gi', pods: '10000', 'ephemeral-storage': '1Ti' }
  return {
    capacity: resources,
    allocatable: resources,
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        lastHeartbeatTime: time,
        lastTransitionTime: time,
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
      },
    ],
    addresses: [
      { type: 'InternalIP', address: nodeAddress },
      { type: 'Hostname', address: nodeName },
    ],
    nodeInfo: {
      machineID: '',
      systemUUID: '',
      bootID: '',
      kernelVersion: '',
      osImage: 'Sluice sandbox',
      containerRuntimeVersion: 'sandbox://1',
      kubeletVersion: 'v1.36.2',
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture,
    },
  }
}
