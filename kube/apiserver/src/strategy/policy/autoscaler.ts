/** HorizontalPodAutoscalers; stored as autoscaling/v2. @module */
import type { JsonObject } from '@sluice/base/json'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../status/index.ts'
import { defineKind } from '../define-kind.ts'
import type { Strategy } from '../strategy.ts'
import { child, children, type Draft, ensure, fill } from '../values/draft.ts'
import { findObject, listAt, numberAt, objectAt, objectsAt, textAt } from '../values/read.ts'

export const autoscalerStrategy: Strategy = defineKind({
  defaults: (draft, context) => {
    const spec = ensure(draft, 'spec')
    fill(spec, 'minReplicas', 1)
    if (context.resourceType.version === 'v1') defaultV1(draft, spec)
    else defaultV2(spec)
  },
  errors: (object, context) =>
    autoscalerErrors(objectAt(object, 'spec'), context.resourceType.version === 'v1' ? undefined : 'v2'),
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
  if (children(rules, 'policies').length === 0) rules['policies'] = policies
}

function* autoscalerErrors(spec: JsonObject, version: 'v2' | undefined): Generator<FieldError> {
  const [min, max] = [numberAt(spec, 'minReplicas'), numberAt(spec, 'maxReplicas') ?? 0]
  if (min !== undefined && min < 1)
    yield invalid('spec.minReplicas', min, 'must be greater than or equal to 1')
  if (max < 1) yield required('spec.maxReplicas', 'must be set and greater than 0')
  if (min !== undefined && max < min && max >= 1) {
    yield invalid('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`')
  }
  yield* targetErrors(objectAt(spec, 'scaleTargetRef'))
  if (version === undefined) return
  for (const [i, metric] of objectsAt(spec, 'metrics').entries())
    yield* metricErrors(metric, `spec.metrics[${i}]`)
  if (
    min === 0 &&
    !objectsAt(spec, 'metrics').some(each => each['type'] === 'Object' || each['type'] === 'External')
  ) {
    yield forbiddenField(
      'spec.metrics',
      'must specify at least one Object or External metric to support scaling to zero replicas',
    )
  }
}

function* targetErrors(target: JsonObject): Generator<FieldError> {
  for (const field of ['kind', 'name']) {
    if (!textAt(target, field)) yield required(`spec.scaleTargetRef.${field}`)
  }
  const apiVersion = textAt(target, 'apiVersion')
  if (!apiVersion) yield invalid('spec.scaleTargetRef.apiVersion', '', 'apiVersion must specify API group')
}

const metricTypes = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource']

function* metricErrors(metric: JsonObject, at: string): Generator<FieldError> {
  const type = textAt(metric, 'type')
  if (!type) return yield required(`${at}.type`, 'must specify a metric source type')
  if (!metricTypes.includes(type)) {
    // Kubernetes looks twice, and says so twice.
    yield notSupported(`${at}.type`, type, metricTypes)
    return yield notSupported(`${at}.type`, type, metricTypes)
  }
  const field = type.charAt(0).toLowerCase() + type.slice(1)
  const source = findObject(metric, field)
  if (!source)
    return yield required(`${at}.${field}`, 'must populate information for the given metric source')
  if (type === 'Resource' && !textAt(source, 'name'))
    yield required(`${at}.${field}.name`, 'must specify a resource name')
  yield* metricTargetErrors(objectAt(source, 'target'), `${at}.${field}.target`)
}

function* metricTargetErrors(target: JsonObject, at: string): Generator<FieldError> {
  const type = textAt(target, 'type')
  const types = ['Utilization', 'Value', 'AverageValue']
  if (!type) yield required(`${at}.type`, 'must specify a metric target type')
  else if (!types.includes(type))
    yield invalid(`${at}.type`, type, 'must be either Utilization, Value, or AverageValue')
  const utilization = numberAt(target, 'averageUtilization')
  if (utilization !== undefined && utilization < 1) {
    yield invalid(`${at}.averageUtilization`, utilization, 'must be greater than 0')
  }
}
