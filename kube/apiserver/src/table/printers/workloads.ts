/** Table rows of what runs Pods. @module */
import type { JsonObject } from '@sluice/base/json'
import { isDeleting, listAt, metaOf, objectAt, stringAt } from '../../verbs/object.ts'
import { formatLabels, formatSelector } from '../../verbs/subresources/scale-shape.ts'
import { age, shortDuration } from '../age.ts'
import {
  ageOf,
  conditionOf,
  containersOf,
  labelsText,
  none,
  numberAt,
  objectsAt,
  orUnset,
  type Printer,
  spec,
  status,
  templateSpec,
} from './printer.ts'

const selectorText = (object: JsonObject) => formatSelector(objectAt(spec(object), 'selector'))

export const deployment: Printer = (object, now) => [
  `${numberAt(status(object), 'readyReplicas')}/${numberAt(spec(object), 'replicas')}`,
  numberAt(status(object), 'updatedReplicas'),
  numberAt(status(object), 'availableReplicas'),
  ageOf(object, now),
  ...containersOf(templateSpec(object)),
  selectorText(object),
]

const replicaCounts = (object: JsonObject, now: Date) => [
  numberAt(spec(object), 'replicas'),
  numberAt(status(object), 'replicas'),
  numberAt(status(object), 'readyReplicas'),
  ageOf(object, now),
  ...containersOf(templateSpec(object)),
]

export const replicaSet: Printer = (object, now) => [...replicaCounts(object, now), selectorText(object)]

export const replicationController: Printer = (object, now) => [
  ...replicaCounts(object, now),
  formatLabels(objectAt(spec(object), 'selector')) || none,
]

export const statefulSet: Printer = (object, now) => [
  `${numberAt(status(object), 'readyReplicas')}/${numberAt(spec(object), 'replicas')}`,
  ageOf(object, now),
  ...containersOf(templateSpec(object)),
]

export const daemonSet: Printer = (object, now) => [
  numberAt(status(object), 'desiredNumberScheduled'),
  numberAt(status(object), 'currentNumberScheduled'),
  numberAt(status(object), 'numberReady'),
  numberAt(status(object), 'updatedNumberScheduled'),
  numberAt(status(object), 'numberAvailable'),
  labelsText(objectAt(templateSpec(object), 'nodeSelector')),
  ageOf(object, now),
  ...containersOf(templateSpec(object)),
  selectorText(object),
]

export const controllerRevision: Printer = (object, now) => {
  const owner = objectsAt(metaOf(object), 'ownerReferences').find(each => each['controller'] === true)
  const [group = ''] = owner ? stringAt(owner, 'apiVersion').split('/').toReversed().slice(1) : []
  const kind = owner ? `${stringAt(owner, 'kind').toLowerCase()}${group ? `.${group}` : ''}` : ''
  return [
    owner ? `${kind}/${stringAt(owner, 'name')}` : none,
    numberAt(object, 'revision'),
    ageOf(object, now),
  ]
}

export const job: Printer = (object, now) => [
  jobStatus(object),
  jobCompletions(object),
  jobDuration(object, now),
  ageOf(object, now),
  ...containersOf(templateSpec(object)),
  selectorText(object),
]

function jobStatus(object: JsonObject): string {
  const has = (type: string) => conditionOf(object, type)?.['status'] === 'True'
  if (has('Complete')) return 'Complete'
  if (has('Failed')) return 'Failed'
  if (isDeleting(object)) return 'Terminating'
  if (has('Suspended')) return 'Suspended'
  if (has('FailureTarget')) return 'FailureTarget'
  return has('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running'
}

function jobCompletions(object: JsonObject): string {
  const succeeded = numberAt(status(object), 'succeeded')
  const wanted = spec(object)['completions']
  if (typeof wanted === 'number') return `${succeeded}/${wanted}`
  const parallelism = numberAt(spec(object), 'parallelism')
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

function jobDuration(object: JsonObject, now: Date): string {
  const start = stringAt(status(object), 'startTime')
  if (start === '') return ''
  const end = stringAt(status(object), 'completionTime')
  const seconds = (end === '' ? now.getTime() : Date.parse(end)) - Date.parse(start)
  return shortDuration(seconds / 1000)
}

export const cronJob: Printer = (object, now) => {
  const last = stringAt(status(object), 'lastScheduleTime')
  const job = objectAt(objectAt(spec(object), 'jobTemplate'), 'spec')
  const selector = objectAt(job, 'selector')
  return [
    stringAt(spec(object), 'schedule'),
    stringAt(spec(object), 'timeZone') || none,
    spec(object)['suspend'] === true ? 'True' : 'False',
    listAt(status(object), 'active').length,
    last === '' ? none : age(last, now),
    ageOf(object, now),
    ...containersOf(objectAt(objectAt(job, 'template'), 'spec')),
    job['selector'] === undefined ? none : formatSelector(selector),
  ]
}

export const horizontalPodAutoscaler: Printer = (object, now) => {
  const target = objectAt(spec(object), 'scaleTargetRef')
  return [
    `${stringAt(target, 'kind')}/${stringAt(target, 'name')}`,
    hpaTargets(object),
    spec(object)['minReplicas'] === undefined ? '<unset>' : String(numberAt(spec(object), 'minReplicas')),
    numberAt(spec(object), 'maxReplicas'),
    numberAt(status(object), 'currentReplicas'),
    ageOf(object, now),
  ]
}

const metricSources: Readonly<Record<string, string>> = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
}

/** `cpu: <unknown>/80%`; two metrics and how many more. */
function hpaTargets(object: JsonObject): string {
  const version1 = spec(object)['targetCPUUtilizationPercentage']
  const metrics = objectsAt(spec(object), 'metrics')
  if (metrics.length === 0) {
    if (typeof version1 !== 'number') return none
    const current = status(object)['currentCPUUtilizationPercentage']
    return `cpu: ${typeof current === 'number' ? `${current}%` : '<unknown>'}/${version1}%`
  }
  const current = objectsAt(status(object), 'currentMetrics')
  const shown = metrics.map((metric, i) => metricText(metric, current[i]))
  return shown.length > 2 ? `${shown.slice(0, 2).join(', ')} + ${shown.length - 2} more...` : shown.join(', ')
}

function metricText(metric: JsonObject, current: JsonObject | undefined): string {
  const key = metricSources[stringAt(metric, 'type')] ?? ''
  const source = objectAt(metric, key)
  const target = objectAt(source, 'target')
  const now = objectAt(objectAt(current ?? {}, key), 'current')
  const isResource = key === 'resource' || key === 'containerResource'
  const name = isResource ? `${stringAt(source, 'name')}: ` : ''
  if (typeof target['averageUtilization'] === 'number') {
    const value = now['averageUtilization']
    return `${name}${typeof value === 'number' ? `${value}%` : '<unknown>'}/${target['averageUtilization']}%`
  }
  const average = target['averageValue']
  if (typeof average === 'string') {
    return `${name}${stringAt(now, 'averageValue') || '<unknown>'}/${average}${key === 'external' || key === 'object' ? ' (avg)' : ''}`
  }
  return `${name}${stringAt(now, 'value') || '<unknown>'}/${stringAt(target, 'value')}`
}

export const podDisruptionBudget: Printer = (object, now) => [
  String(notAvailable(spec(object)['minAvailable'])),
  String(notAvailable(spec(object)['maxUnavailable'])),
  numberAt(status(object), 'disruptionsAllowed'),
  ageOf(object, now),
]

function notAvailable(value: unknown): unknown {
  return value === undefined || value === null ? 'N/A' : value
}

export const scale: Printer = (object, now) => [
  numberAt(spec(object), 'replicas'),
  numberAt(status(object), 'replicas'),
  ageOf(object, now),
]

export const priorityClass: Printer = (object, now) => [
  numberAt(object, 'value'),
  object['globalDefault'] === true,
  ageOf(object, now),
  orUnset(object['preemptionPolicy']),
]
