/**
 * The API versions that Helm 4.1.4 takes a cluster for granted to have when none is asked: those of its Kubernetes
 * client (1.35), in the client's order.
 */
export const defaultApiVersions: readonly string[] = [
  'v1',
  ...versions('admissionregistration.k8s.io', 'v1 v1alpha1 v1beta1'),
  ...versions('internal.apiserver.k8s.io', 'v1alpha1'),
  ...versions('apps', 'v1 v1beta1 v1beta2'),
  ...versions('authentication.k8s.io', 'v1 v1alpha1 v1beta1'),
  ...versions('authorization.k8s.io', 'v1 v1beta1'),
  ...versions('autoscaling', 'v1 v2 v2beta1 v2beta2'),
  ...versions('batch', 'v1 v1beta1'),
  ...versions('certificates.k8s.io', 'v1 v1beta1 v1alpha1'),
  ...versions('coordination.k8s.io', 'v1alpha2 v1beta1 v1'),
  ...versions('discovery.k8s.io', 'v1 v1beta1'),
  ...versions('events.k8s.io', 'v1 v1beta1'),
  ...versions('extensions', 'v1beta1'),
  ...versions('flowcontrol.apiserver.k8s.io', 'v1 v1beta1 v1beta2 v1beta3'),
  ...versions('networking.k8s.io', 'v1 v1beta1'),
  ...versions('node.k8s.io', 'v1 v1alpha1 v1beta1'),
  ...versions('policy', 'v1 v1beta1'),
  ...versions('rbac.authorization.k8s.io', 'v1 v1beta1 v1alpha1'),
  ...versions('resource.k8s.io', 'v1 v1beta2 v1beta1 v1alpha3'),
  ...versions('scheduling.k8s.io', 'v1alpha1 v1beta1 v1'),
  ...versions('storage.k8s.io', 'v1beta1 v1 v1alpha1'),
  ...versions('storagemigration.k8s.io', 'v1beta1'),
  ...versions('apiextensions.k8s.io', 'v1beta1 v1'),
]

function versions(group: string, names: string): string[] {
  return names.split(' ').map(name => `${group}/${name}`)
}
