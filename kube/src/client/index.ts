/**
 * Talking to an API server: requests, watches, discovery, kubeconfig. Nothing is cached but discovery.
 * @module
 */
export { createClient } from './client.ts'
export {
  type ConnectionConfig,
  type Credentials,
  type ExecPlugin,
  type Impersonation,
  KubeconfigError,
} from './config.ts'
export {
  isAlreadyExists,
  isConflict,
  isExpired,
  isNotFound,
  isVersionTooLarge,
  KubeError,
  type Status,
  UnknownKindError,
} from './kube-error.ts'
export type { KubeconfigOptions } from './kubeconfig.ts'
export {
  inClusterConnection,
  type LoadKubeconfigOptions,
  loadKubeconfig,
  parseKubeconfig,
} from './load-kubeconfig.ts'
export { apiVersionOf, UnexpectedAnswerError } from './read-object.ts'
export { ResponseTooLargeError, UnreachableError } from './transport.ts'
export type {
  ApplyOptions,
  DeleteOptions,
  KubeClient,
  KubeList,
  ListOptions,
  PatchType,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './types.ts'
