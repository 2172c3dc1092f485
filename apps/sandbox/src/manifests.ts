import type { KubeObject } from '@sluice/kube/meta'

/** The namespace that holds the sandbox's own Flux objects, as `flux bootstrap` names it. */
export const rootNamespace = 'flux-system'

/** What a bootstrap puts into a cluster: the source, and the Kustomization that applies the cluster's folder. */
export function bootstrapObjects(gitUrl: string): readonly KubeObject[] {
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: rootNamespace } },
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: rootNamespace, namespace: rootNamespace },
      spec: { interval: '1m', url: gitUrl, ref: { branch: 'main' } },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: rootNamespace, namespace: rootNamespace },
      spec: {
        interval: '10m',
        path: './clusters/sandbox',
        prune: true,
        sourceRef: { kind: 'GitRepository', name: rootNamespace },
      },
    },
  ]
}
