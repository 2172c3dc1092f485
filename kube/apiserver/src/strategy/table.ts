/** The table of built-in kinds: what is particular to each, by storage key. @module */

import { definitionStrategy } from '../custom-resources/index.ts'
import {
  clusterRoleBindingStrategy,
  clusterRoleStrategy,
  namespaceRoleStrategy,
  roleBindingStrategy,
} from './access/role.ts'
import { configMapStrategy } from './config/config-map.ts'
import { namespaceStrategy } from './config/namespace.ts'
import { secretStrategy } from './config/secret.ts'
import { serviceAccountStrategy } from './config/service-account.ts'
import { deviceClassStrategy } from './devices/device-class.ts'
import { resourceClaimStrategy, resourceClaimTemplateStrategy } from './devices/resource-claim.ts'
import { resourceSliceStrategy } from './devices/resource-slice.ts'
import { flowSchemaStrategy } from './flow-control/flow-schema.ts'
import { priorityLevelStrategy } from './flow-control/priority-level.ts'
import { endpointSliceStrategy } from './network/endpoint-slices.ts'
import { endpointsStrategy } from './network/endpoints.ts'
import { ingressStrategy } from './network/ingress.ts'
import { ingressClassStrategy } from './network/ingress-class.ts'
import { networkPolicyStrategy } from './network/network-policy.ts'
import { serviceStrategy } from './network/service.ts'
import { ipAddressStrategy, serviceCidrStrategy } from './network/service-cidr.ts'
import { podStrategy } from './pods/pod.ts'
import { podTemplateStrategy } from './pods/pod-template.ts'
import { autoscalerStrategy } from './policy/autoscaler.ts'
import { certificateRequestStrategy } from './policy/certificate-request.ts'
import { eventStrategy } from './policy/event.ts'
import { limitRangeStrategy } from './policy/limit-range.ts'
import { nodeStrategy } from './policy/node.ts'
import { resourceQuotaStrategy } from './policy/resource-quota.ts'
import {
  disruptionBudgetStrategy,
  leaseStrategy,
  priorityClassStrategy,
  runtimeClassStrategy,
} from './policy/small-kinds.ts'
import { apiServiceStrategy } from './registration/api-service.ts'
import {
  mutatingBindingStrategy,
  mutatingPolicyStrategy,
  validatingBindingStrategy,
  validatingPolicyStrategy,
} from './registration/policies.ts'
import { mutatingWebhookStrategy, validatingWebhookStrategy } from './registration/webhooks.ts'
import { claimStrategy } from './storage/claim.ts'
import { csiCapacityStrategy, csiDriverStrategy, csiNodeStrategy } from './storage/csi.ts'
import { storageClassStrategy, volumeAttributesClassStrategy } from './storage/storage-class.ts'
import { volumeStrategy } from './storage/volume.ts'
import { volumeAttachmentStrategy } from './storage/volume-attachment.ts'
import type { Strategy } from './strategy.ts'
import { controllerRevisionStrategy } from './workload/controller-revision.ts'
import { cronJobStrategy } from './workload/cron-job.ts'
import { daemonSetStrategy } from './workload/daemon-set.ts'
import { deploymentStrategy } from './workload/deployment.ts'
import { jobStrategy } from './workload/job.ts'
import { replicaSetStrategy, replicationControllerStrategy } from './workload/replica-set.ts'
import { statefulSetStrategy } from './workload/stateful-set.ts'

/** By storage key: `pods`, `deployments.apps`. */
export const builtInStrategies: Readonly<Record<string, Strategy>> = {
  'apiservices.apiregistration.k8s.io': apiServiceStrategy,
  configmaps: configMapStrategy,
  endpoints: endpointsStrategy,
  events: eventStrategy,
  limitranges: limitRangeStrategy,
  namespaces: namespaceStrategy,
  nodes: nodeStrategy,
  persistentvolumeclaims: claimStrategy,
  persistentvolumes: volumeStrategy,
  pods: podStrategy,
  podtemplates: podTemplateStrategy,
  replicationcontrollers: replicationControllerStrategy,
  resourcequotas: resourceQuotaStrategy,
  secrets: secretStrategy,
  serviceaccounts: serviceAccountStrategy,
  services: serviceStrategy,
  'controllerrevisions.apps': controllerRevisionStrategy,
  'daemonsets.apps': daemonSetStrategy,
  'deployments.apps': deploymentStrategy,
  'replicasets.apps': replicaSetStrategy,
  'statefulsets.apps': statefulSetStrategy,
  'horizontalpodautoscalers.autoscaling': autoscalerStrategy,
  'cronjobs.batch': cronJobStrategy,
  'jobs.batch': jobStrategy,
  'certificatesigningrequests.certificates.k8s.io': certificateRequestStrategy,
  'leases.coordination.k8s.io': leaseStrategy,
  'endpointslices.discovery.k8s.io': endpointSliceStrategy,
  'flowschemas.flowcontrol.apiserver.k8s.io': flowSchemaStrategy,
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': priorityLevelStrategy,
  'ingressclasses.networking.k8s.io': ingressClassStrategy,
  'ingresses.networking.k8s.io': ingressStrategy,
  'ipaddresses.networking.k8s.io': ipAddressStrategy,
  'networkpolicies.networking.k8s.io': networkPolicyStrategy,
  'servicecidrs.networking.k8s.io': serviceCidrStrategy,
  'runtimeclasses.node.k8s.io': runtimeClassStrategy,
  'poddisruptionbudgets.policy': disruptionBudgetStrategy,
  'clusterrolebindings.rbac.authorization.k8s.io': clusterRoleBindingStrategy,
  'clusterroles.rbac.authorization.k8s.io': clusterRoleStrategy,
  'rolebindings.rbac.authorization.k8s.io': roleBindingStrategy,
  'roles.rbac.authorization.k8s.io': namespaceRoleStrategy,
  'deviceclasses.resource.k8s.io': deviceClassStrategy,
  'resourceclaims.resource.k8s.io': resourceClaimStrategy,
  'resourceclaimtemplates.resource.k8s.io': resourceClaimTemplateStrategy,
  'resourceslices.resource.k8s.io': resourceSliceStrategy,
  'priorityclasses.scheduling.k8s.io': priorityClassStrategy,
  'csidrivers.storage.k8s.io': csiDriverStrategy,
  'csinodes.storage.k8s.io': csiNodeStrategy,
  'csistoragecapacities.storage.k8s.io': csiCapacityStrategy,
  'storageclasses.storage.k8s.io': storageClassStrategy,
  'volumeattachments.storage.k8s.io': volumeAttachmentStrategy,
  'volumeattributesclasses.storage.k8s.io': volumeAttributesClassStrategy,
  'customresourcedefinitions.apiextensions.k8s.io': definitionStrategy,
  'mutatingadmissionpolicies.admissionregistration.k8s.io': mutatingPolicyStrategy,
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': mutatingBindingStrategy,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': mutatingWebhookStrategy,
  'validatingadmissionpolicies.admissionregistration.k8s.io': validatingPolicyStrategy,
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': validatingBindingStrategy,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': validatingWebhookStrategy,
}
