/** Why a metric cannot be had: there is no metrics API here. In the words of the autoscaler, which asked for one. @module */
import type { JsonObject } from '@sluice/base/json'
import { findObject, objectAt, objectsAt, textAt, textMapAt, textsAt } from '../../strategy/values/read.ts'

export interface MetricFailure {
  readonly reason: string
  readonly message: string
  /** What the error is called when it is summed up with others. */
  readonly summary: string
}

const noResource =
  'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'
const noCustom =
  'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered'

/** Why one of an autoscaler's metrics cannot be had. */
export function failureOf(metric: JsonObject, namespace: string): MetricFailure {
  const type = textAt(metric, 'type')
  switch (type) {
    case 'Resource':
      return resourceFailure(objectAt(metric, 'resource'), 'FailedGetResourceMetric', 'resource')
    case 'ContainerResource': {
      const source = objectAt(metric, 'containerResource')
      return resourceFailure(source, 'FailedGetContainerResourceMetric', 'container')
    }
    case 'Pods': {
      const name = textAt(objectAt(objectAt(metric, 'pods'), 'metric'), 'name')
      const message = `unable to get metric ${name}: ${noCustom}`
      return {
        reason: 'FailedGetPodsMetric',
        message,
        summary: `failed to get pods metric value: ${message}`,
      }
    }
    case 'Object': {
      const { describedObject, metric: asked } = objectAt(metric, 'object')
      const target = { describedObject, asked }
      const kind = textAt(objectAt(target, 'describedObject'), 'kind')
      const name = textAt(objectAt(target, 'describedObject'), 'name')
      const message = `unable to get metric ${textAt(objectAt(target, 'asked'), 'name')}: ${kind} on ${namespace} ${name}/${noCustom}`
      return {
        reason: 'FailedGetObjectMetric',
        message,
        summary: `failed to get object metric value: ${message}`,
      }
    }
    case 'External':
      return externalFailure(objectAt(metric, 'external'), namespace)
    default: {
      const message = `unknown metric source type ${JSON.stringify(type)}`
      return { reason: 'InvalidMetricSourceType', message, summary: message }
    }
  }
}

function resourceFailure(source: JsonObject, reason: string, what: string): MetricFailure {
  const name = textAt(source, 'name')
  const wants = objectAt(source, 'target')['averageValue'] === undefined ? 'utilization' : 'usage'
  const message = `failed to get ${name} ${wants}: unable to get metrics for resource ${name}: ${noResource}`
  return { reason, message, summary: `failed to get ${name} ${what} metric value: ${message}` }
}

function externalFailure(source: JsonObject, namespace: string): MetricFailure {
  const metric = objectAt(source, 'metric')
  const name = textAt(metric, 'name')
  const selector = findObject(metric, 'selector')
  const why = `unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`
  const message = `unable to get external metric ${namespace}/${name}/${goSelector(selector)}: ${why}`
  return {
    reason: 'FailedGetExternalMetric',
    message,
    summary: `failed to get ${name} external metric value: failed to get external metric ${name}: ${message}`,
  }
}

/** A label selector as Go prints it. */
export function goSelector(selector: JsonObject | undefined): string {
  if (!selector) return 'nil'
  const labels = [...textMapAt(selector, 'matchLabels')]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`)
  const expressions = objectsAt(selector, 'matchExpressions').map(
    each =>
      `LabelSelectorRequirement{Key:${textAt(each, 'key')},Operator:${textAt(each, 'operator')},Values:[${textsAt(each, 'values').join(' ')}],},`,
  )
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
}
