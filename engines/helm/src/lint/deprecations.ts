/**
 * API versions that Kubernetes has deprecated, as its 1.35 client tells them.
 * @module
 */
import type { KubeVersion } from '../capabilities/kube-version.ts'

/**
 * What Kubernetes says of a kind that is deprecated in a version; undefined if it is not, or is not Kubernetes' own.
 */
export function deprecationOf(
  apiVersion: string,
  kind: string,
  kubeVersion: KubeVersion,
): string | undefined {
  const found = table.get(`${apiVersion} ${kind}`)
  if (!found || isBefore(kubeVersion, found.deprecated)) return undefined
  const gone = found.removed === '-' ? '' : `, unavailable in v${found.removed}+`
  const instead = found.instead === '' ? '' : `; use ${found.instead}`
  return `${apiVersion} ${kind} is deprecated in v${found.deprecated}+${gone}${instead}`
}

interface Deprecation {
  readonly deprecated: string
  readonly removed: string
  /** What to use instead, `''` if Kubernetes names nothing. */
  readonly instead: string
}

/**
 * API version, deprecated in, removed in, API version to use instead, kinds. `Kind+` is also `KindList`; `Kind>Other`
 * names another kind to use.
 */
const rows = [
  'admissionregistration.k8s.io/v1alpha1 1.29 1.32 - ValidatingAdmissionPolicy+ ValidatingAdmissionPolicyBinding+',
  'admissionregistration.k8s.io/v1alpha1 1.35 1.38 - MutatingAdmissionPolicy+ MutatingAdmissionPolicyBinding+',
  'admissionregistration.k8s.io/v1beta1 1.16 1.22 admissionregistration.k8s.io/v1 MutatingWebhookConfiguration+ ValidatingWebhookConfiguration+',
  'admissionregistration.k8s.io/v1beta1 1.31 1.34 - ValidatingAdmissionPolicy+ ValidatingAdmissionPolicyBinding+',
  'admissionregistration.k8s.io/v1beta1 1.37 1.40 - MutatingAdmissionPolicy+ MutatingAdmissionPolicyBinding+',
  'apps/v1beta1 1.8 1.16 apps/v1 ControllerRevision+ Deployment+ DeploymentRollback StatefulSet+',
  'apps/v1beta1 1.8 1.16 autoscaling/v1 Scale',
  'apps/v1beta2 1.9 1.16 apps/v1 ControllerRevision+ DaemonSet+ Deployment+ ReplicaSet+ StatefulSet+',
  'apps/v1beta2 1.9 1.16 autoscaling/v1 Scale',
  'authentication.k8s.io/v1alpha1 1.29 1.32 - SelfSubjectReview',
  'authentication.k8s.io/v1beta1 1.19 1.22 authentication.k8s.io/v1 TokenReview',
  'authentication.k8s.io/v1beta1 1.30 1.33 - SelfSubjectReview',
  'authorization.k8s.io/v1beta1 1.19 1.22 authorization.k8s.io/v1 LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
  'autoscaling/v2beta1 1.22 1.25 autoscaling/v2 HorizontalPodAutoscaler',
  'autoscaling/v2beta1 1.22 1.25 autoscaling/v2beta2 HorizontalPodAutoscalerList',
  'autoscaling/v2beta2 1.22 1.25 - HorizontalPodAutoscalerList',
  'autoscaling/v2beta2 1.23 1.26 autoscaling/v2 HorizontalPodAutoscaler',
  'batch/v1beta1 1.21 1.25 batch/v1 CronJob+',
  'certificates.k8s.io/v1alpha1 1.34 1.37 - ClusterTrustBundle+',
  'certificates.k8s.io/v1beta1 1.19 1.22 certificates.k8s.io/v1 CertificateSigningRequest+',
  'certificates.k8s.io/v1beta1 1.36 1.39 - ClusterTrustBundle+',
  'certificates.k8s.io/v1beta1 1.38 1.41 - PodCertificateRequest+',
  'coordination.k8s.io/v1alpha2 1.35 1.38 - LeaseCandidate+',
  'coordination.k8s.io/v1beta1 1.19 1.22 coordination.k8s.io/v1 Lease+',
  'coordination.k8s.io/v1beta1 1.36 1.39 - LeaseCandidate+',
  'discovery.k8s.io/v1beta1 1.21 1.25 discovery.k8s.io/v1 EndpointSlice EndpointSliceList>EndpointSlice',
  'events.k8s.io/v1beta1 1.22 1.25 - Event+',
  'extensions/v1beta1 1.2 1.16 - Scale',
  'extensions/v1beta1 1.8 1.16 apps/v1 DaemonSet+ Deployment+ ReplicaSet+',
  'extensions/v1beta1 1.8 1.16 - DeploymentRollback',
  'extensions/v1beta1 1.9 1.16 networking.k8s.io/v1 NetworkPolicy+',
  'extensions/v1beta1 1.14 1.22 networking.k8s.io/v1 Ingress+',
  'flowcontrol.apiserver.k8s.io/v1beta1 1.23 1.26 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema+ PriorityLevelConfiguration+',
  'flowcontrol.apiserver.k8s.io/v1beta2 1.26 1.29 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema+ PriorityLevelConfiguration+',
  'flowcontrol.apiserver.k8s.io/v1beta3 1.29 1.32 flowcontrol.apiserver.k8s.io/v1 FlowSchema+ PriorityLevelConfiguration+',
  'networking.k8s.io/v1beta1 1.19 1.22 networking.k8s.io/v1 Ingress+ IngressClass>IngressClassList IngressClassList',
  'networking.k8s.io/v1beta1 1.34 1.37 - IPAddress+ ServiceCIDR+',
  'node.k8s.io/v1beta1 1.22 1.25 - RuntimeClass+',
  'policy/v1beta1 1.21 1.25 policy/v1 PodDisruptionBudget+',
  'policy/v1beta1 1.22 1.25 - Eviction',
  'rbac.authorization.k8s.io/v1beta1 1.17 1.22 rbac.authorization.k8s.io/v1 ClusterRole+ ClusterRoleBinding+ Role+ RoleBinding+',
  'resource.k8s.io/v1alpha3 1.36 1.39 - DeviceTaintRule+',
  'resource.k8s.io/v1beta1 1.35 1.38 - DeviceClass+ ResourceClaim+ ResourceClaimTemplate+ ResourceSlice+',
  'resource.k8s.io/v1beta2 1.36 1.39 - DeviceClass+ ResourceClaim+ ResourceClaimTemplate+ ResourceSlice+',
  'scheduling.k8s.io/v1beta1 1.14 1.22 scheduling.k8s.io/v1 PriorityClass+',
  'storage.k8s.io/v1alpha1 1.21 1.24 storage.k8s.io/v1beta1 CSIStorageCapacity+',
  'storage.k8s.io/v1alpha1 1.21 1.24 storage.k8s.io/v1 VolumeAttachment+',
  'storage.k8s.io/v1alpha1 1.32 1.35 storage.k8s.io/v1 VolumeAttributesClass+',
  'storage.k8s.io/v1beta1 1.17 1.22 storage.k8s.io/v1 CSINode CSINodeList>CSINode',
  'storage.k8s.io/v1beta1 1.19 1.22 storage.k8s.io/v1 CSIDriver+ StorageClass+ VolumeAttachment+',
  'storage.k8s.io/v1beta1 1.24 1.27 storage.k8s.io/v1 CSIStorageCapacity+',
  'storage.k8s.io/v1beta1 1.34 1.37 storage.k8s.io/v1 VolumeAttributesClass+',
  'storagemigration.k8s.io/v1beta1 1.38 1.41 - StorageVersionMigration+',
  'v1 1.19 - - ComponentStatus+',
  'v1 1.33 - discovery.k8s.io/v1 Endpoints>EndpointSlice EndpointsList>EndpointSliceList',
]

const table = new Map(rows.flatMap(entriesOf))

function entriesOf(row: string): [string, Deprecation][] {
  const [apiVersion = '', deprecated = '', removed = '', replacement = '', ...kinds] = row.split(' ')
  return kinds.flatMap(kindsOf).map(([kind, other]) => {
    const instead = replacement === '-' ? '' : `${replacement} ${other}`
    return [`${apiVersion} ${kind}`, { deprecated, removed, instead }]
  })
}

function kindsOf(written: string): [kind: string, other: string][] {
  const [kind = '', other] = written.split('>')
  if (other !== undefined) return [[kind, other]]
  if (!kind.endsWith('+')) return [[kind, kind]]
  const single = kind.slice(0, -1)
  return [
    [single, single],
    [`${single}List`, `${single}List`],
  ]
}

function isBefore({ major, minor }: KubeVersion, version: string): boolean {
  const [wantedMajor, wantedMinor] = version.split('.').map(Number)
  if (Number(major) !== wantedMajor) return Number(major) < (wantedMajor ?? 0)
  return Number(minor) < (wantedMinor ?? 0)
}
