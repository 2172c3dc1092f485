/** Talking to an API server: requests, watches, discovery, kubeconfig. @module */
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
