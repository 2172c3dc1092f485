/**
 * HorizontalPodAutoscalers between autoscaling/v1 and the stored v2: version 1 knows one metric; what else there is
 * travels in annotations, in the forms Kubernetes uses there.
 * @module
 */
import { formatJson, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import { metricToV1, metricToV2, type Side } from './autoscaler-metrics.ts'

const prefix = 'autoscaling.alpha.kubernetes.io/'
const annotationNames = {
  metrics: `${prefix}metrics`,
  currentMetrics: `${prefix}current-metrics`,
  behavior: `${prefix}behavior`,
  conditions: `${prefix}conditions`,
} as const

const at = (object: JsonObject, key: string): JsonObject => {
  const value = object[key]
  return isJsonObject(value) ? value : {}
}
const listAt = (object: JsonObject, key: string): readonly JsonObject[] => {
  const value = object[key]
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

/** Version 1 as it is stored. */
export function autoscalerToV2(object: JsonObject): JsonObject {
  const { targetCPUUtilizationPercentage: target, ...spec } = at(object, 'spec')
  const { currentCPUUtilizationPercentage: current, currentReplicas, ...status } = at(object, 'status')
  const metadata = at(object, 'metadata')
  const annotations: Record<string, JsonValue | undefined> = { ...at(metadata, 'annotations') }
  const take = (name: string) => {
    const text = annotations[name]
    delete annotations[name]
    return typeof text === 'string' ? readJson(text) : undefined
  }
  const others = asList(take(annotationNames.metrics)).map(metric => metricToV2(metric, 'target'))
  const metrics = [...others, ...(target === undefined ? [] : [cpuMetric(target, 'target')])]
  // What the annotation says is more than the one number.
  const seen = take(annotationNames.currentMetrics)
  const known = current === undefined ? [] : [cpuMetric(current, 'current')]
  const currents = Array.isArray(seen) ? asList(seen).map(metric => metricToV2(metric, 'current')) : known
  const behavior = take(annotationNames.behavior)
  const conditions = asList(take(annotationNames.conditions))
  return {
    ...object,
    metadata: withAnnotations(metadata, annotations),
    spec: {
      ...spec,
      ...(metrics.length > 0 ? { metrics } : {}),
      ...(isJsonObject(behavior) ? { behavior: withoutNulls(renamed(behavior, lowered)) } : {}),
    },
    status: {
      ...status,
      ...(currentReplicas ? { currentReplicas } : {}),
      currentMetrics: currents.length > 0 ? currents : null,
      ...(conditions.length > 0 ? { conditions } : {}),
    },
  }
}

/** What is stored in version 1. */
export function autoscalerToV1(object: JsonObject): JsonObject {
  const { metrics: _metrics, behavior, ...spec } = at(object, 'spec')
  const { currentMetrics: _currents, conditions, ...status } = at(object, 'status')
  const metrics = listAt(at(object, 'spec'), 'metrics')
  const currents = listAt(at(object, 'status'), 'currentMetrics')
  const cpu = metrics.find(metric => isCpu(metric, 'target'))
  const current = currents.findLast(metric => isCpu(metric, 'current'))
  const others = metrics.filter(metric => !isCpu(metric, 'target'))
  const metadata = at(object, 'metadata')
  const annotations = {
    ...at(metadata, 'annotations'),
    ...(others.length > 0
      ? { [annotationNames.metrics]: formatJson(others.map(each => metricToV1(each, 'target'))) }
      : {}),
    ...(currents.length > 0
      ? { [annotationNames.currentMetrics]: formatJson(currents.map(each => metricToV1(each, 'current'))) }
      : {}),
    ...(isJsonObject(behavior) ? { [annotationNames.behavior]: formatJson(behaviorForm(behavior)) } : {}),
    ...(Array.isArray(conditions) && conditions.length > 0
      ? { [annotationNames.conditions]: formatJson(conditions) }
      : {}),
  }
  const utilization = (metric: JsonObject | undefined, side: Side) =>
    metric && at(at(metric, 'resource'), side)['averageUtilization']
  const [target, now] = [utilization(cpu, 'target'), utilization(current, 'current')]
  return {
    ...object,
    metadata: withAnnotations(metadata, annotations),
    spec: { ...spec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
    status: {
      currentReplicas: 0,
      ...status,
      ...(now === undefined ? {} : { currentCPUUtilizationPercentage: now }),
    },
  }
}

function cpuMetric(value: JsonValue, side: Side): JsonObject {
  const amount =
    side === 'target' ? { type: 'Utilization', averageUtilization: value } : { averageUtilization: value }
  return { type: 'Resource', resource: { name: 'cpu', [side]: amount } }
}

function isCpu(metric: JsonObject, side: Side): boolean {
  const resource = at(metric, 'resource')
  return (
    metric['type'] === 'Resource' &&
    resource['name'] === 'cpu' &&
    at(resource, side)['averageUtilization'] !== undefined
  )
}

/** Scaling behaviour travels under the names of its Go type, complete. */
function behaviorForm(behavior: JsonObject): JsonObject {
  const rules = (key: string): JsonValue => {
    const value = behavior[key]
    if (!isJsonObject(value)) return null
    return {
      StabilizationWindowSeconds: value['stabilizationWindowSeconds'] ?? null,
      SelectPolicy: value['selectPolicy'] ?? null,
      Policies: Array.isArray(value['policies'])
        ? listAt(value, 'policies').map(({ type, value: amount, periodSeconds }) => ({
            Type: type,
            Value: amount,
            PeriodSeconds: periodSeconds,
          }))
        : null,
      Tolerance: value['tolerance'] ?? null,
    }
  }
  return { ScaleUp: rules('scaleUp'), ScaleDown: rules('scaleDown') }
}

const lowered = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)

function renamed(value: JsonValue, rename: (name: string) => string): JsonValue {
  if (Array.isArray(value)) return value.map(item => renamed(item, rename))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [rename(key), renamed(member ?? null, rename)]),
  )
}

function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isJsonObject(value)) return value
  const kept = Object.entries(value).filter(([, member]) => member !== null && member !== undefined)
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutNulls(member ?? null)]))
}

/** An annotation that is no JSON says nothing. */
function readJson(text: string): JsonValue | undefined {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function asList(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function withAnnotations(metadata: JsonObject, annotations: JsonObject): JsonObject {
  const { annotations: _before, ...rest } = metadata
  return Object.values(annotations).some(value => value !== undefined) ? { ...rest, annotations } : rest
}
