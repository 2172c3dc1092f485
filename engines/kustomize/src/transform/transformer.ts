import type { ResourceList } from '../resources/resource-list.ts'

/** Changes the resources of a build in place. */
export type Transformer = (resources: ResourceList) => void

/** A transformer with the name kustomize gives it in messages and build metadata. */
export interface NamedTransformer {
  readonly name: string
  readonly transform: Transformer
}
