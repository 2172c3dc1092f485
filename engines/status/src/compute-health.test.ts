import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@sluice/base/json'
import { computeHealth, healthWithPods } from './index.ts'

const now = Date.parse('2026-01-01T00:01:00Z')

function object(
  apiVersion: string,
  kind: string,
  parts: { metadata?: object; spec?: object; status?: object },
): JsonObject {
  const { metadata, spec, status } = parts
  return {
    apiVersion,
    kind,
    metadata: { name: 'x', ...metadata },
    spec: { ...spec },
    status: { ...status },
  } as JsonObject
}
const deployment = (status: object, spec: object = {}) =>
  object('apps/v1', 'Deployment', { spec: { progressDeadlineSeconds: 600, ...spec }, status })
const statefulSet = (status: object, spec: object = {}) => object('apps/v1', 'StatefulSet', { spec, status })
const replicaSet = (status: object) => object('apps/v1', 'ReplicaSet', { status })
const daemonSet = (status: object, metadata: object = { generation: 1 }) =>
  object('apps/v1', 'DaemonSet', { metadata, status: { observedGeneration: 1, ...status } })
const pod = (status: object) =>
  object('v1', 'Pod', { metadata: { creationTimestamp: '2026-01-01T00:00:50Z' }, status })
const job = (status: object, spec: object = {}) => object('batch/v1', 'Job', { spec, status })
const crd = (...conditions: object[]) =>
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { status: { conditions } })
const thing = (status: object, metadata: object = {}) => object('x.dev/v1', 'Thing', { metadata, status })
const condition = (type: string, status: string, reason = '', message = '') => ({
  type,
  status,
  reason,
  message,
})
const rolledOut = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 }
const newAvailable = condition('Progressing', 'True', 'NewReplicaSetAvailable')
const available = condition('Available', 'True')
const looping = { name: 'app', state: { waiting: { reason: 'CrashLoopBackOff' } } }
const unschedulable = condition('PodScheduled', 'False', 'Unschedulable')

const cases: readonly { of: string; object: JsonObject; gives: string }[] = [
  {
    of: 'anything being deleted',
    object: thing({}, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
    gives: 'Terminating: Resource scheduled for deletion',
  },
  {
    of: 'a generation not observed',
    object: thing({ observedGeneration: 1 }, { generation: 2 }),
    gives: 'InProgress: Thing generation is 2, but latest observed generation is 1',
  },
  {
    of: 'Reconciling',
    object: thing({ conditions: [condition('Reconciling', 'True', 'R', 'working')] }),
    gives: 'InProgress: working',
  },
  {
    of: 'Stalled',
    object: thing({ conditions: [condition('Stalled', 'True', 'R', 'cannot')] }),
    gives: 'Failed: cannot',
  },
  {
    of: 'Ready',
    object: thing({ conditions: [condition('Ready', 'True')] }),
    gives: 'Current: Resource is Ready',
  },
  {
    of: 'not Ready',
    object: thing({ conditions: [condition('Ready', 'False', 'R', 'soon')] }),
    gives: 'InProgress: soon',
  },
  { of: 'no status at all', object: thing({}), gives: 'Current: Resource is current' },
  { of: 'a ConfigMap', object: object('v1', 'ConfigMap', {}), gives: 'Current: Resource is always ready' },
  { of: 'a Deployment not begun', object: deployment({}), gives: 'InProgress: Replicas: 0/1' },
  {
    of: 'a Deployment with old pods',
    object: deployment({ replicas: 1 }),
    gives: 'InProgress: Updated: 0/1',
  },
  {
    of: 'a Deployment with pods too many',
    object: deployment({ replicas: 2, updatedReplicas: 1 }),
    gives: 'InProgress: Pending termination: 1',
  },
  {
    of: 'a Deployment not available',
    object: deployment({ replicas: 1, updatedReplicas: 1 }),
    gives: 'InProgress: Available: 0/1',
  },
  {
    of: 'a Deployment not ready',
    object: deployment({ replicas: 1, updatedReplicas: 1, availableReplicas: 1 }),
    gives: 'InProgress: Ready: 0/1',
  },
  {
    of: 'a Deployment without its ReplicaSet',
    object: deployment({ ...rolledOut, conditions: [available] }),
    gives: 'InProgress: ReplicaSet not Available',
  },
  {
    of: 'a Deployment without Available',
    object: deployment({ ...rolledOut, conditions: [newAvailable] }),
    gives: 'InProgress: Deployment not Available',
  },
  {
    of: 'a Deployment rolled out',
    object: deployment({ ...rolledOut, conditions: [newAvailable, available] }),
    gives: 'Current: Deployment is available. Replicas: 1',
  },
  {
    of: 'a Deployment past its deadline',
    object: deployment({ conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded')] }),
    gives: 'Failed: Progress deadline exceeded',
  },
  {
    of: 'a Deployment without a deadline',
    object: object('apps/v1', 'Deployment', { status: { ...rolledOut, conditions: [available] } }),
    gives: 'Current: Deployment is available. Replicas: 1',
  },
  { of: 'a StatefulSet not begun', object: statefulSet({}), gives: 'InProgress: Replicas: 0/1' },
  {
    of: 'a StatefulSet updated by hand',
    object: statefulSet({}, { updateStrategy: { type: 'OnDelete' } }),
    gives: 'Current: StatefulSet is using the ondelete update strategy',
  },
  {
    of: 'a StatefulSet between revisions',
    object: statefulSet({
      replicas: 1,
      readyReplicas: 1,
      currentReplicas: 1,
      currentRevision: 'a',
      updateRevision: 'b',
    }),
    gives: 'InProgress: Waiting for updated revision to match current',
  },
  {
    of: 'a partitioned StatefulSet',
    object: statefulSet(
      { replicas: 3, readyReplicas: 3, updatedReplicas: 1 },
      { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } },
    ),
    gives: 'Current: Partition rollout complete. updated: 1',
  },
  {
    of: 'a StatefulSet rolled out',
    object: statefulSet({ replicas: 1, readyReplicas: 1, currentReplicas: 1 }),
    gives: 'Current: All replicas scheduled as expected. Replicas: 1',
  },
  {
    of: 'a ReplicaSet that cannot make pods',
    object: replicaSet({ conditions: [condition('ReplicaFailure', 'True')] }),
    gives: 'InProgress: Replica Failure condition. Check Pods',
  },
  {
    of: 'a ReplicaSet complete',
    object: replicaSet({ replicas: 1, fullyLabeledReplicas: 1, availableReplicas: 1, readyReplicas: 1 }),
    gives: 'Current: ReplicaSet is available. Replicas: 1',
  },
  {
    of: 'a DaemonSet nobody observed',
    object: object('apps/v1', 'DaemonSet', { metadata: { generation: 1 } }),
    gives: 'InProgress: DaemonSet status.observedGeneration not found',
  },
  {
    of: 'a DaemonSet without a number',
    object: daemonSet({}),
    gives: 'InProgress: Missing .status.desiredNumberScheduled',
  },
  {
    of: 'a DaemonSet half updated',
    object: daemonSet({ desiredNumberScheduled: 2, currentNumberScheduled: 2, updatedNumberScheduled: 1 }),
    gives: 'InProgress: Updated: 1/2',
  },
  {
    of: 'a DaemonSet on no node',
    object: daemonSet({ desiredNumberScheduled: 0 }),
    gives: 'Current: All replicas scheduled as expected. Replicas: 0',
  },
  {
    of: 'a Pod that runs',
    object: pod({ phase: 'Running' }),
    gives: 'InProgress: Pod is running but is not Ready',
  },
  {
    of: 'a Pod that is ready',
    object: pod({ phase: 'Running', conditions: [condition('Ready', 'True')] }),
    gives: 'Current: Pod is Ready',
  },
  {
    of: 'a Pod that crash-loops',
    object: pod({ phase: 'Running', containerStatuses: [looping] }),
    gives: 'Failed: Containers in CrashLoop state: app',
  },
  {
    of: 'a Pod just refused a node',
    object: pod({ phase: 'Pending', conditions: [unschedulable] }),
    gives: 'InProgress: Pod has not been scheduled',
  },
  {
    of: 'a Pod that ended badly',
    object: pod({ phase: 'Failed' }),
    gives: 'Current: Pod has completed, but not successfully',
  },
  { of: 'a Pod in no known phase', object: pod({ phase: 'Odd' }), gives: 'Unknown: unknown phase Odd' },
  { of: 'a Job not started', object: job({}), gives: 'InProgress: Job not started. active: 0/1' },
  {
    of: 'a Job at work',
    object: job({ startTime: 't', active: 1 }),
    gives: 'InProgress: Job in progress. success:0, active: 1, failed: 0',
  },
  {
    of: 'a Job complete',
    object: job({ succeeded: 2, conditions: [condition('Complete', 'True')] }, { completions: 2 }),
    gives: 'Current: Job Completed. succeeded: 2/2',
  },
  {
    of: 'a Job failed',
    object: job({ failed: 3, conditions: [condition('Failed', 'True')] }),
    gives: 'Failed: Job Failed. failed: 3/1',
  },
  { of: 'a Job suspended', object: job({}, { suspend: true }), gives: 'Current: Job is suspended' },
  {
    of: 'a claim pending',
    object: object('v1', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }),
    gives: 'InProgress: PVC is not Bound. phase: Pending',
  },
  {
    of: 'a claim bound',
    object: object('v1', 'PersistentVolumeClaim', { status: { phase: 'Bound' } }),
    gives: 'Current: PVC is Bound',
  },
  {
    of: 'a load balancer without an IP',
    object: object('v1', 'Service', { spec: { type: 'LoadBalancer' } }),
    gives: 'InProgress: ClusterIP not set. Service type: LoadBalancer',
  },
  { of: 'a Service', object: object('v1', 'Service', {}), gives: 'Current: Service is ready' },
  {
    of: 'a budget',
    object: object('policy/v1', 'PodDisruptionBudget', {}),
    gives: 'Current: AllowedDisruptions has been computed.',
  },
  {
    of: 'a definition being installed',
    object: crd(condition('Established', 'False', 'Installing', 'wait')),
    gives: 'InProgress: Install in progress',
  },
  {
    of: 'a definition with a taken name',
    object: crd(condition('NamesAccepted', 'False', 'R', 'taken')),
    gives: 'Failed: taken',
  },
  {
    of: 'a definition established',
    object: crd(condition('NamesAccepted', 'True'), condition('Established', 'True')),
    gives: 'Current: CRD is established',
  },
]
for (const { of, object: given, gives } of cases) {
  test(`computeHealth() of ${of} is ${gives.split(':')[0]}`, () => {
    const { status, message } = computeHealth(given, { now })
    assert.equal(`${status}: ${message}`, gives)
  })
}

test('computeHealth() gives up on a Pod that found no node for 15 seconds', () => {
  assert.equal(
    computeHealth(pod({ phase: 'Pending', conditions: [unschedulable] }), { now: now + 5001 }).status,
    'Failed',
  )
})

test('healthWithPods() fails a controller in progress whose pods have failed, and no other', () => {
  const failed = { status: 'Failed', message: '' } as const
  assert.deepEqual(healthWithPods({ status: 'InProgress', message: 'm' }, [failed]), {
    status: 'Failed',
    message: '1 pods have failed',
  })
  assert.deepEqual(healthWithPods({ status: 'Current', message: 'm' }, [failed]), {
    status: 'Current',
    message: 'm',
  })
})
