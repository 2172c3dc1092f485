/**
 * A cluster without machines: scheduler, kubelet and workload controllers that make what is applied progress as it
 * would on a healthy cluster, or fail as annotations script it. See README.md.
 * @module
 */
import type { Services } from '../server/services.ts'
import { tokenSecretController } from './accounts/token-secret.ts'
import { startController, type WorkloadController } from './controller.ts'
import { daemonSetController } from './daemon-sets/daemon-set.ts'
import { deploymentController } from './deployments/deployment.ts'
import { cronJobController } from './jobs/cron-job.ts'
import { jobController, jobExpiryController, jobPodController } from './jobs/job.ts'
import { kubelet } from './kubelet/kubelet.ts'
import { autoscalerController } from './limits/autoscaler.ts'
import { budgetController } from './limits/disruption-budget.ts'
import { quotaController } from './limits/quota.ts'
import { nodeController, podCleaner } from './nodes/lifecycle.ts'
import { ensureNode } from './nodes/node.ts'
import { taintEviction } from './nodes/taint-eviction.ts'
import { policyStatusController } from './policies/type-checking.ts'
import { replicaSetController, replicationController } from './replica-set.ts'
import { scheduler } from './scheduler.ts'
import { endpointsController } from './services/endpoints.ts'
import { ingressController } from './services/ingress.ts'
import { loadBalancerController } from './services/load-balancer.ts'
import { mirrorController } from './services/mirror.ts'
import { sliceController } from './services/slices.ts'
import { statefulSetController } from './stateful-sets/stateful-set.ts'
import { claimController } from './volumes/claim.ts'
import { ephemeralController } from './volumes/ephemeral.ts'
import { claimProtection, volumeController, volumeProtection } from './volumes/volume.ts'

const controllers: readonly WorkloadController[] = [
  deploymentController,
  replicaSetController,
  replicationController,
  statefulSetController,
  daemonSetController,
  jobController,
  jobPodController,
  jobExpiryController,
  cronJobController,
  ephemeralController,
  claimController,
  claimProtection,
  volumeController,
  volumeProtection,
  nodeController,
  taintEviction,
  podCleaner,
  scheduler,
  kubelet,
  endpointsController,
  sliceController,
  mirrorController,
  loadBalancerController,
  ingressController,
  autoscalerController,
  budgetController,
  quotaController,
  tokenSecretController,
  policyStatusController,
]

/** Starts them all; the result stops them. Call it once the system namespaces are there. */
export async function startWorkloads(services: Services): Promise<() => Promise<void>> {
  await ensureNode(services)
  const stops = controllers.map(controller => startController(services, controller))
  return async () => {
    for (const stop of stops) await stop()
  }
}
