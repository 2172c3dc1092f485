import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventConversion, horizontalPodAutoscalerConversion } from './conversions.ts'

test('eventConversion renames what the two groups call differently, both ways', () => {
  const event = { regarding: { kind: 'Pod' }, note: 'hello', reportingController: 'c', reason: 'R' }
  const core = { involvedObject: { kind: 'Pod' }, message: 'hello', reportingComponent: 'c', reason: 'R' }
  assert.deepEqual(eventConversion.toStorage(event), core)
  assert.deepEqual(eventConversion.fromStorage(core), event)
})

test('horizontalPodAutoscalerConversion keeps what version 1 cannot say in annotations', () => {
  const memory = {
    type: 'Resource',
    resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 50 } },
  }
  const cpu = {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
  }
  const v2 = {
    metadata: { name: 'h' },
    spec: { maxReplicas: 3, metrics: [cpu, memory] },
    status: { currentMetrics: null },
  }
  const v1 = horizontalPodAutoscalerConversion.fromStorage(v2)
  assert.deepEqual(v1['spec'], { maxReplicas: 3, targetCPUUtilizationPercentage: 80 })
  assert.deepEqual(horizontalPodAutoscalerConversion.toStorage(v1), v2)
})
