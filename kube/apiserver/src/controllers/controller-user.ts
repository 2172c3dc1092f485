import type { UserInfo } from '../authn/user.ts'

/** A controller acts as the ServiceAccount that Kubernetes gives it, with all rights. */
export function controllerUser(name: string): UserInfo {
  return {
    username: `system:serviceaccount:kube-system:${name}`,
    groups: [
      'system:serviceaccounts',
      'system:serviceaccounts:kube-system',
      'system:authenticated',
      'system:masters',
    ],
  }
}
