/** The one node on which everything runs. @module */
import type { JsonObject } from '@sluice/base/json'
import type { Services } from '../../server/services.ts'
import { Cluster, ownerReference, specOf } from '../cluster.ts'
import { podNetwork } from '../kubelet/pod-address.ts'

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
        annotations: {
          'node.alpha.kubernetes.io/ttl': '0',
          'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
        },
      },
    })
    await cluster.update('nodes', node, current => ({
      ...current,
      spec: { podCIDR: podNetwork, podCIDRs: [podNetwork] },
    }))
    await cluster.setStatus('nodes', node, nodeStatus(cluster.timestamp))
  }
  await renewLease(cluster)
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
  const resources = {
    cpu: '64',
    memory: '256Gi',
    pods: '10000',
    'ephemeral-storage': '1Ti',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
  }
  const condition = (type: string, status: 'True' | 'False', reason: string, message: string) => ({
    type,
    status,
    lastHeartbeatTime: time,
    lastTransitionTime: time,
    reason,
    message,
  })
  return {
    capacity: resources,
    allocatable: resources,
    conditions: [
      condition(
        'MemoryPressure',
        'False',
        'KubeletHasSufficientMemory',
        'kubelet has sufficient memory available',
      ),
      condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
      condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
      condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
    ],
    addresses: [
      { type: 'InternalIP', address: nodeAddress },
      { type: 'Hostname', address: nodeName },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
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

const leases = 'kube-node-lease'

/** The node says that it lives, once: nothing here could make it die. */
async function renewLease(cluster: Cluster): Promise<void> {
  const renewTime = cluster.now.toISOString().replace('Z', '000Z')
  const lease = cluster.find('leases', leases, nodeName)
  if (lease) {
    const spec = (current: JsonObject) => ({ ...current, spec: { ...specOf(current), renewTime } })
    await cluster.update('leases', lease, spec)
    return
  }
  const node = cluster.find('nodes', '', nodeName)
  const { controller: _none, blockOwnerDeletion: _neither, ...owner } = ownerReference(node ?? {})
  await cluster.create('leases', {
    metadata: { name: nodeName, namespace: leases, ownerReferences: [owner] },
    spec: { holderIdentity: nodeName, leaseDurationSeconds: 40, renewTime },
  })
}
