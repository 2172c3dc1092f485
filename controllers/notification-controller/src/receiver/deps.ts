import type { KubeObject } from '@sluice/kube/meta'

/** One resource that a Receiver wakes, found in the cluster. Only its metadata is known. */
export type ResourceMetadata = Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>

/** What names the resources to wake. */
export interface ResourceSelector {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string
  /** `*` for all that have the labels. */
  readonly name: string
  readonly matchLabels?: Readonly<Record<string, string>> | undefined
}

/** What the Receiver's steps and its webhook server need from outside. */
export interface Deps {
  /**
   * The entry `token` of a Secret.
   * @throws Error that says why it can't be read
   */
  readToken(namespace: string, secret: string): Promise<string>
  /** The resources that a selector names. A single one that is missing is an error; labels may match nothing. */
  findResources(selector: ResourceSelector): Promise<readonly ResourceMetadata[]>
  /** Asks a resource to reconcile. `at` becomes its `reconcile.fluxcd.io/requestedAt`. */
  requestReconcile(resource: ResourceMetadata, at: string): Promise<void>
}
