import { formatJson, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/base/json'
import type { ResourceType } from './resource-type.ts'

type Conversion = NonNullable<ResourceType['convert']>

/** events.k8s.io/v1 names the fields of a core Event differently. */
const eventFields: readonly (readonly [core: string, events: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
]

export const eventConversion: Conversion = {
  toStorage: event => renamed(event, new Map(eventFields.map(([core, events]) => [events, core]))),
  fromStorage: event => renamed(event, new Map(eventFields)),
}

function renamed(object: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]))
}

/** autoscaling/v1 knows one metric; what else there is travels in annotations, as in Kubernetes. */
export const horizontalPodAutoscalerConversion: Conversion = {
  toStorage: hpa => hpaToV2(hpa),
  fromStorage: hpa => hpaToV1(hpa),
}

const field = (object: JsonObject, key: string): JsonObject => {
  const value = object[key]
  return isJsonObject(value) ? value : {}
}

const metricsAnnotation = 'autoscaling.alpha.kubernetes.io/metrics'
const behaviorAnnotation = 'autoscaling.alpha.kubernetes.io/behavior'

function hpaToV2(hpa: JsonObject): JsonObject {
  const { targetCPUUtilizationPercentage: target, ...spec } = field(hpa, 'spec')
  const { currentCPUUtilizationPercentage: _current, ...status } = field(hpa, 'status')
  const metadata = field(hpa, 'metadata')
  const {
    [metricsAnnotation]: metrics,
    [behaviorAnnotation]: behavior,
    ...annotations
  } = field(metadata, 'annotations')
  const cpu = target === undefined ? [] : [cpuMetric(target)]
  const all = [...cpu, ...listOf(metrics)]
  return {
    ...hpa,
    metadata: withAnnotations(metadata, annotations),
    spec: {
      ...spec,
      ...(all.length > 0 ? { metrics: all } : {}),
      ...(typeof behavior === 'string' ? { behavior: parseJson(behavior) } : {}),
    },
    status,
  }
}

function hpaToV1(hpa: JsonObject): JsonObject {
  const { metrics, behavior, ...spec } = field(hpa, 'spec')
  const { currentMetrics: _current, conditions: _conditions, ...status } = field(hpa, 'status')
  const all = Array.isArray(metrics) ? metrics : []
  const cpu = all.find(isCpuUtilization)
  const others = all.filter(metric => metric !== cpu)
  const metadata = field(hpa, 'metadata')
  const annotations = {
    ...field(metadata, 'annotations'),
    ...(others.length > 0 ? { [metricsAnnotation]: formatJson(others) } : {}),
    ...(behavior === undefined ? {} : { [behaviorAnnotation]: formatJson(behavior) }),
  }
  const target = cpu ? field(field(cpu, 'resource'), 'target')['averageUtilization'] : undefined
  return {
    ...hpa,
    metadata: withAnnotations(metadata, annotations),
    spec: { ...spec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
    status,
  }
}

function cpuMetric(target: JsonValue): JsonObject {
  const utilization = { type: 'Utilization', averageUtilization: target }
  return { type: 'Resource', resource: { name: 'cpu', target: utilization } }
}

function isCpuUtilization(metric: JsonValue): metric is JsonObject {
  if (!isJsonObject(metric) || metric['type'] !== 'Resource') return false
  const resource = field(metric, 'resource')
  return resource['name'] === 'cpu' && field(resource, 'target')['type'] === 'Utilization'
}

function listOf(text: JsonValue | undefined): readonly JsonValue[] {
  if (typeof text !== 'string') return []
  const value = parseJson(text)
  return Array.isArray(value) ? value : []
}

function withAnnotations(metadata: JsonObject, annotations: JsonObject): JsonObject {
  const { annotations: _before, ...rest } = metadata
  return Object.keys(annotations).length > 0 ? { ...rest, annotations } : rest
}
