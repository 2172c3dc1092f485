import { rbacEscalation } from '../authz/escalation.ts'
import { certificateApproval, certificateSigning, certificateSubjectRestriction } from './certificates.ts'
import type { AdmissionPlugin } from './chain.ts'
import { claimResize } from './claim-resize.ts'
import { defaultIngressClass } from './ingress-class.ts'
import { limitRanger } from './limit-ranger.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import { taintNodesByCondition } from './node-taints.ts'
import { podSecurity } from './pod-security/pod-security.ts'
import { podTopologyLabels } from './pod-topology-labels.ts'
import { mutatingAdmissionPolicy } from './policies/mutating-policies.ts'
import { validatingAdmissionPolicy } from './policies/validating-policies.ts'
import { priority } from './priority.ts'
import { resourceQuota } from './resource-quota.ts'
import { runtimeClass } from './runtime-class.ts'
import { serviceAccount } from './service-account.ts'
import { defaultStorageClass, storageObjectInUseProtection } from './storage-protection.ts'
import { defaultTolerationSeconds } from './tolerations.ts'
import { mutatingAdmissionWebhook } from './webhooks/mutating-webhooks.ts'
import { validatingAdmissionWebhook } from './webhooks/validating-webhooks.ts'

/** In the order they run, which is Kubernetes'. The check on granting rights is none of its plugins, but its storage's. */
export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  taintNodesByCondition,
  podSecurity,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  claimResize,
  runtimeClass,
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
  defaultIngressClass,
  podTopologyLabels,
  mutatingAdmissionPolicy,
  mutatingAdmissionWebhook,
  validatingAdmissionPolicy,
  validatingAdmissionWebhook,
  resourceQuota,
  rbacEscalation,
]
