import { rbacEscalation } from '../authz/escalation.ts'
import type { AdmissionPlugin } from './chain.ts'
import { limitRanger } from './limit-ranger.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import { podSecurity } from './pod-security.ts'
import { validatingAdmissionPolicy } from './policies.ts'
import { priority } from './priority.ts'
import { resourceQuota } from './resource-quota.ts'
import { runtimeClass } from './runtime-class.ts'
import { serviceAccount } from './service-account.ts'
import { defaultStorageClass, storageObjectInUseProtection } from './storage-protection.ts'
import { defaultTolerationSeconds } from './tolerations.ts'

/** In the order they run. */
export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  runtimeClass,
  priority,
  defaultTolerationSeconds,
  podSecurity,
  storageObjectInUseProtection,
  defaultStorageClass,
  rbacEscalation,
  validatingAdmissionPolicy,
  resourceQuota,
]
