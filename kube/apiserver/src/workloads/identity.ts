/** As whom the parts of a cluster act. @module */
import type { UserInfo } from '../authn/user.ts'
import { controllerUser } from '../controllers/controller-user.ts'

/** ServiceAccounts of controllers that are called otherwise in events. */
const accounts: Readonly<Record<string, string>> = {
  controllermanager: 'disruption-controller',
  'daemonset-controller': 'daemon-set-controller',
  'endpoint-slice-controller': 'endpointslice-controller',
  'endpoint-slice-mirroring-controller': 'endpointslicemirroring-controller',
  'garbage-collector-controller': 'generic-garbage-collector',
  ephemeral_volume: 'ephemeral-volume-controller',
  'persistentvolume-controller': 'persistent-volume-binder',
  'taint-eviction-controller': 'node-controller',
}

/** Parts that act under names of their own. */
const others: Readonly<Record<string, UserInfo>> = {
  'default-scheduler': {
    username: 'system:kube-scheduler',
    groups: ['system:authenticated', 'system:masters'],
  },
  kubelet: {
    username: 'system:node:sandbox',
    groups: ['system:nodes', 'system:authenticated', 'system:masters'],
  },
  'serviceaccount-token-controller': {
    username: 'system:kube-controller-manager',
    groups: ['system:authenticated', 'system:masters'],
  },
}

/** The user as whom a part of the cluster writes. */
export function userOf(name: string): UserInfo {
  return others[name] ?? controllerUser(accounts[name] ?? name)
}
