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
    spec: { maxReplicas: 3, metrics: [memory, cpu] },
    status: { currentMetrics: null },
  }
  const v1 = horizontalPodAutoscalerConversion.fromStorage(v2)
  assert.deepEqual(v1['spec'], { maxReplicas: 3, targetCPUUtilizationPercentage: 80 })
  assert.deepEqual(horizontalPodAutoscalerConversion.toStorage(v1), v2)
})

test('horizontalPodAutoscalerConversion writes metrics as the types of version 1 do', () => {
  const object = {
    type: 'Object',
    object: {
      describedObject: { kind: 'Ingress', name: 'web' },
      metric: { name: 'hits' },
      target: { type: 'AverageValue', averageValue: '5' },
    },
  }
  const pods = {
    type: 'Pods',
    pods: {
      metric: { name: 'm', selector: { matchLabels: { a: 'b' } } },
      target: { type: 'AverageValue', averageValue: '1' },
    },
  }
  const seen = { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 7 } } }
  const v2 = { metadata: {}, spec: { metrics: [object, pods] }, status: { currentMetrics: [seen] } }
  const v1 = horizontalPodAutoscalerConversion.fromStorage(v2)
  assert.deepEqual(v1['metadata'], {
    annotations: {
      'autoscaling.alpha.kubernetes.io/metrics':
        '[{"type":"Object","object":{"target":{"kind":"Ingress","name":"web"},"metricName":"hits","targetValue":"0","averageValue":"5"}},{"type":"Pods","pods":{"metricName":"m","targetAverageValue":"1","selector":{"matchLabels":{"a":"b"}}}}]',
      'autoscaling.alpha.kubernetes.io/current-metrics':
        '[{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":7,"currentAverageValue":"0"}}]',
    },
  })
  assert.equal(Object(v1['status']).currentCPUUtilizationPercentage, 7)
  assert.deepEqual(Object(horizontalPodAutoscalerConversion.toStorage(v1)['spec']), v2.spec)
})
