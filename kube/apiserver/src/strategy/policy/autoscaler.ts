/** HorizontalPodAutoscalers; stored as autoscaling/v2. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { child, type Draft, ensure, fill } from '../values/draft.ts'
import { nonNegative } from '../values/numbers.ts'
import { findObject, listAt, numberAt, objectAt, objectsAt } from '../values/read.ts'
import { behaviorErrors, metricErrors, scaleReferenceErrors } from './autoscaler-metrics.ts'

export const autoscalerStrategy: Strategy = defineKind({
  defaults: (draft, context) => {
    const spec = ensure(draft, 'spec')
    fill(spec, 'minReplicas', 1)
    if (context.resourceType.version === 'v1') defaultV1(draft, spec)
    else defaultV2(spec)
  },
  statusErrors: function* (object) {
    const status = objectAt(object, 'status')
    for (const name of ['currentReplicas', 'desiredReplicas']) {
      yield* nonNegative(numberAt(status, name), `status.${name}`)
    }
  },
  errors: (object, { resourceType }) =>
    autoscalerErrors(objectAt(resourceType.convert?.toStorage(object) ?? object, 'spec')),
})

/** Without a metric of its own an autoscaler aims at 80 % of the requested cpu. */
function defaultV1(draft: Draft, spec: Draft): void {
  const more = objectAt(objectAt(draft, 'metadata'), 'annotations')['autoscaling.alpha.kubernetes.io/metrics']
  if (more === undefined) fill(spec, 'targetCPUUtilizationPercentage', 80)
}

function defaultV2(spec: Draft): void {
  if (listAt(spec, 'metrics').length === 0) {
    spec['metrics'] = [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
      },
    ]
  }
  const behavior = child(spec, 'behavior')
  if (!behavior) return
  defaultRules(ensure(behavior, 'scaleUp'), 0, [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ])
  defaultRules(ensure(behavior, 'scaleDown'), undefined, [{ type: 'Percent', value: 100, periodSeconds: 15 }])
}

function defaultRules(rules: Draft, window: number | undefined, policies: readonly JsonObject[]): void {
  if (window !== undefined) fill(rules, 'stabilizationWindowSeconds', window)
  fill(rules, 'selectPolicy', 'Max')
  fill(rules, 'policies', policies)
}

function* autoscalerErrors(spec: JsonObject): Generator<FieldError> {
  const [min, max] = [numberAt(spec, 'minReplicas'), numberAt(spec, 'maxReplicas') ?? 0]
  if (min !== undefined && min < 1)
    yield invalid('spec.minReplicas', min, 'must be greater than or equal to 1')
  if (max === 0) yield required('spec.maxReplicas', 'must be set and greater than 0')
  else if (max < 0) yield invalid('spec.maxReplicas', max, 'must be greater than or equal to 1')
  if (min !== undefined && max < min) {
    yield invalid('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`')
  }
  yield* scaleReferenceErrors(objectAt(spec, 'scaleTargetRef'), 'spec.scaleTargetRef', true)
  const metrics = objectsAt(spec, 'metrics')
  for (const [i, metric] of metrics.entries()) yield* metricErrors(metric, `spec.metrics[${i}]`)
  if (min === 0 && !metrics.some(each => each['type'] === 'Object' || each['type'] === 'External')) {
    const why = 'must specify at least one Object or External metric to support scaling to zero replicas'
    yield forbiddenField('spec.metrics', why)
  }
  const behavior = findObject(spec, 'behavior')
  if (behavior) yield* behaviorErrors(behavior, 'spec.behavior')
}
