import type { KubeClient } from '../client/index.ts'
import type { AppliedMemory } from './memory.ts'

/** The cluster that objects are applied to, and as whom. */
export interface Cluster {
  readonly client: KubeClient
  /** Field manager of applies, such as `kustomize-controller`. */
  readonly fieldManager: string
  /** API group of the annotations (`<group>/prune`) and owner labels (`<group>/name`) that count. */
  readonly group: string
  /** What is known of objects applied before, so that an unchanged one costs no request. Absent: nothing is. */
  readonly memory?: AppliedMemory
}

/** Who owns what it applies; written as the labels `<group>/name` and `<group>/namespace`. */
export interface Owner {
  readonly name: string
  readonly namespace: string
}
