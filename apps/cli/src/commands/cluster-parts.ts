/** Built-in kinds and labels by which controllers are found in a cluster. @module */
import type { KindInfo } from '@sluice/kube/meta'

/** Deployments. */
export const deploymentKind: KindInfo = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
}

/** Pods. */
export const podKind: KindInfo = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }

/** Secrets. */
export const secretKind: KindInfo = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
}

/** Definitions of custom resources. */
export const crdKind: KindInfo = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
}

/** Selects what belongs to Flux. */
export const partOfFlux = 'app.kubernetes.io/part-of=flux'
