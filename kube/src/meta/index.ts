/** Identity of Kubernetes objects: kinds, metadata, conditions. @module */
export { Kind, type KindInfo } from './kind.ts'
export type {
  Condition,
  KubeObject,
  ListMeta,
  ManagedFieldsEntry,
  ObjectMeta,
  OwnerReference,
} from './object.ts'
