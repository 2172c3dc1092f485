/** Which printer makes the rows of which kind. @module */
import { roleBinding } from './access.ts'
import * as config from './config.ts'
import * as network from './network.ts'
import { pod, podTemplate } from './pods.ts'
import type { Printer } from './printer.ts'
import * as storage from './storage.ts'
import * as workloads from './workloads.ts'

export { podConditions } from './pods.ts'

/** By storage key. Kinds without one have their name and age. */
export const printers: Readonly<Record<string, Printer>> = {
  'apiservices.apiregistration.k8s.io': config.apiService,
  'certificatesigningrequests.certificates.k8s.io': config.certificateRequest,
  'clusterrolebindings.rbac.authorization.k8s.io': roleBinding,
  'clusterroles.rbac.authorization.k8s.io': config.createdAt,
  componentstatuses: config.componentStatus,
  configmaps: config.configMap,
  'controllerrevisions.apps': workloads.controllerRevision,
  'cronjobs.batch': workloads.cronJob,
  'csidrivers.storage.k8s.io': storage.csiDriver,
  'csinodes.storage.k8s.io': storage.csiNode,
  'csistoragecapacities.storage.k8s.io': config.createdAt,
  'customresourcedefinitions.apiextensions.k8s.io': config.createdAt,
  'daemonsets.apps': workloads.daemonSet,
  'deployments.apps': workloads.deployment,
  endpoints: network.endpoints,
  'endpointslices.discovery.k8s.io': network.endpointSlice,
  events: config.event,
  'flowschemas.flowcontrol.apiserver.k8s.io': network.flowSchema,
  'horizontalpodautoscalers.autoscaling': workloads.horizontalPodAutoscaler,
  'ingressclasses.networking.k8s.io': network.ingressClass,
  'ingresses.networking.k8s.io': network.ingress,
  'ipaddresses.networking.k8s.io': network.ipAddress,
  'jobs.batch': workloads.job,
  'leases.coordination.k8s.io': network.lease,
  limitranges: config.createdAt,
  'mutatingadmissionpolicies.admissionregistration.k8s.io': config.mutatingPolicy,
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': config.policyBinding,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': config.webhooks,
  namespaces: config.namespace,
  'networkpolicies.networking.k8s.io': network.networkPolicy,
  nodes: config.node,
  persistentvolumeclaims: storage.persistentVolumeClaim,
  persistentvolumes: storage.persistentVolume,
  'poddisruptionbudgets.policy': workloads.podDisruptionBudget,
  pods: pod,
  podtemplates: podTemplate,
  'priorityclasses.scheduling.k8s.io': workloads.priorityClass,
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': network.priorityLevel,
  'replicasets.apps': workloads.replicaSet,
  replicationcontrollers: workloads.replicationController,
  'resourceclaims.resource.k8s.io': storage.resourceClaim,
  resourcequotas: config.resourceQuota,
  'resourceslices.resource.k8s.io': storage.resourceSlice,
  'rolebindings.rbac.authorization.k8s.io': roleBinding,
  'roles.rbac.authorization.k8s.io': config.createdAt,
  'runtimeclasses.node.k8s.io': network.runtimeClass,
  'scales.autoscaling': workloads.scale,
  secrets: config.secret,
  'servicecidrs.networking.k8s.io': network.serviceCidr,
  services: network.service,
  'statefulsets.apps': workloads.statefulSet,
  'storageclasses.storage.k8s.io': storage.storageClass,
  'validatingadmissionpolicies.admissionregistration.k8s.io': config.validatingPolicy,
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': config.policyBinding,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': config.webhooks,
  'volumeattachments.storage.k8s.io': storage.volumeAttachment,
  'volumeattributesclasses.storage.k8s.io': storage.volumeAttributesClass,
}
