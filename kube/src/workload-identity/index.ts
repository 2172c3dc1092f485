/**
 * Whom objects act as beyond their cluster: ServiceAccounts as identities in clouds, and clusters elsewhere.
 * @module
 */
export {
  type IdentityConfig,
  openIdentity,
  openRemoteClusters,
  readIdentityConfig,
  remoteClusterFlags,
  tokenCacheFlags,
} from './identity-config.ts'
export {
  type KubeConfigReference,
  type KubeconfigWords,
  type RemoteClusterOptions,
  RemoteClusters,
} from './remote-clusters.ts'
export { type KubeconfigLimits, RemoteClusterError } from './remote-kubeconfig.ts'
export {
  type AccountPolicy,
  accountSource,
  ownTokenIssuer,
  type WantedAccount,
  workloadIdentityGate,
} from './service-account.ts'
