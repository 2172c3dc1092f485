/** Table rows of configuration, quotas, namespaces, nodes and events. @module */
import type { JsonObject, JsonValue } from '@sluice/base/json'
import { listAt, metaOf, objectAt, stringAt, stringsAt } from '../../verbs/object.ts'
import { age } from '../age.ts'
import {
  ageOf,
  conditionOf,
  none,
  numberAt,
  objectsAt,
  orNone,
  type Printer,
  spec,
  status,
} from './printer.ts'

const size = (object: JsonObject, key: string) => Object.keys(objectAt(object, key)).length

/** Kinds whose only column besides the name is the moment of creation. */
export const createdAt: Printer = object => [stringAt(metaOf(object), 'creationTimestamp')]

export const configMap: Printer = (object, now) => [
  size(object, 'data') + size(object, 'binaryData'),
  ageOf(object, now),
]

export const secret: Printer = (object, now) => [
  stringAt(object, 'type'),
  size(object, 'data'),
  ageOf(object, now),
]

export const namespace: Printer = (object, now) => [stringAt(status(object), 'phase'), ageOf(object, now)]

export const resourceQuota: Printer = (object, now) => {
  const hard = objectAt(status(object), 'hard')
  const used = objectAt(status(object), 'used')
  const requests: string[] = []
  const limits: string[] = []
  for (const name of Object.keys(hard).sort()) {
    const target = name.startsWith('limits') ? limits : requests
    target.push(`${name}: ${used[name] ?? 0}/${hard[name]}`)
  }
  return [requests.join(', '), limits.join(', '), ageOf(object, now)]
}

export const node: Printer = (object, now) => {
  const info = objectAt(status(object), 'nodeInfo')
  const architecture = stringAt(info, 'architecture')
  const address = (type: string) => {
    const found = objectsAt(status(object), 'addresses').find(each => each['type'] === type)
    return orNone(found ? stringAt(found, 'address') : '')
  }
  return [
    nodeStatus(object),
    nodeRoles(object),
    ageOf(object, now),
    stringAt(info, 'kubeletVersion'),
    address('InternalIP'),
    address('ExternalIP'),
    stringAt(info, 'osImage') || '<unknown>',
    `${stringAt(info, 'kernelVersion') || '<unknown>'}${architecture && ` (${architecture})`}`,
    stringAt(info, 'containerRuntimeVersion') || '<unknown>',
  ]
}

function nodeStatus(object: JsonObject): string {
  const ready = conditionOf(object, 'Ready')
  const word = !ready ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady'
  return spec(object)['unschedulable'] === true ? `${word},SchedulingDisabled` : word
}

function nodeRoles(object: JsonObject): string {
  const prefix = 'node-role.kubernetes.io/'
  const roles = Object.entries(objectAt(metaOf(object), 'labels')).flatMap(([key, value]) => {
    if (key.startsWith(prefix)) return [key.slice(prefix.length)].filter(Boolean)
    return key === 'kubernetes.io/role' && typeof value === 'string' && value !== '' ? [value] : []
  })
  return orNone([...new Set(roles)].sort().join(','))
}

/** Core events; those of events.k8s.io name the same things differently. */
export const event: Printer = (object, now) => {
  const about = objectAt(object, object['regarding'] === undefined ? 'involvedObject' : 'regarding')
  const first = stringAt(object, 'firstTimestamp') || stringAt(object, 'deprecatedFirstTimestamp')
  const last = stringAt(object, 'lastTimestamp') || stringAt(object, 'deprecatedLastTimestamp')
  const series = objectAt(object, 'series')
  const eventTime = stringAt(object, 'eventTime')
  const firstSeen = first || eventTime
  const lastSeen = stringAt(series, 'lastObservedTime') || last || firstSeen
  const count =
    numberAt(series, 'count') || numberAt(object, 'count') || numberAt(object, 'deprecatedCount') || 1
  return [
    age(lastSeen, now),
    stringAt(object, 'type'),
    stringAt(object, 'reason'),
    aboutText(about),
    stringAt(about, 'fieldPath'),
    sourceText(object),
    (stringAt(object, 'message') || stringAt(object, 'note')).trim(),
    age(firstSeen, now),
    count,
    stringAt(metaOf(object), 'name'),
  ]
}

function aboutText(about: JsonObject): string {
  const kind = stringAt(about, 'kind').toLowerCase()
  const name = stringAt(about, 'name')
  return name === '' ? kind : `${kind}/${name}`
}

function sourceText(object: JsonObject): string {
  const source = objectAt(object, object['deprecatedSource'] === undefined ? 'source' : 'deprecatedSource')
  const component =
    stringAt(source, 'component') ||
    stringAt(object, 'reportingComponent') ||
    stringAt(object, 'reportingController')
  return [component, stringAt(source, 'host') || stringAt(object, 'reportingInstance')]
    .filter(Boolean)
    .join(', ')
}

export const componentStatus: Printer = object => {
  const healthy = objectsAt(object, 'conditions').find(each => each['type'] === 'Healthy')
  const word =
    healthy?.['status'] === 'True' ? 'Healthy' : healthy?.['status'] === 'False' ? 'Unhealthy' : 'Unknown'
  return [word, healthy ? stringAt(healthy, 'message') : '', healthy ? stringAt(healthy, 'error') : '']
}

export const apiService: Printer = (object, now) => {
  const target = objectAt(spec(object), 'service')
  const available = conditionOf(object, 'Available')
  const reason = available && available['status'] !== 'True' ? ` (${stringAt(available, 'reason')})` : ''
  return [
    spec(object)['service'] ? `${stringAt(target, 'namespace')}/${stringAt(target, 'name')}` : 'Local',
    available ? `${stringAt(available, 'status')}${reason}` : 'Unknown',
    ageOf(object, now),
  ]
}

const count = (object: JsonObject, key: string): JsonValue => listAt(object, key).length

export const webhooks: Printer = (object, now) => [count(object, 'webhooks'), ageOf(object, now)]

const paramKind = (object: JsonObject) => {
  const kind = objectAt(spec(object), 'paramKind')
  if (spec(object)['paramKind'] === undefined) return '<unset>'
  return `${stringAt(kind, 'apiVersion')}/${stringAt(kind, 'kind')}`
}

const paramRef = (object: JsonObject) => {
  const ref = objectAt(spec(object), 'paramRef')
  const name = stringAt(ref, 'name')
  if (name !== '') return `${stringAt(ref, 'namespace') || '*'}/${name}`
  return ref['selector'] === undefined ? '<unset>' : selectorText(objectAt(ref, 'selector'))
}

/** As Go prints a LabelSelector. */
function selectorText(selector: JsonObject): string {
  const labels = Object.entries(objectAt(selector, 'matchLabels')).sort(([a], [b]) => (a < b ? -1 : 1))
  const expressions = objectsAt(selector, 'matchExpressions').map(each => {
    const values = stringsAt(each, 'values').join(' ')
    return `LabelSelectorRequirement{Key:${each['key']},Operator:${each['operator']},Values:[${values}],},`
  })
  const matchLabels = labels.map(([key, value]) => `${key}: ${value},`).join('')
  return `&LabelSelector{MatchLabels:map[string]string{${matchLabels}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
}

export const validatingPolicy: Printer = (object, now) => [
  count(spec(object), 'validations'),
  paramKind(object),
  ageOf(object, now),
]

export const mutatingPolicy: Printer = (object, now) => [
  count(spec(object), 'mutations'),
  paramKind(object),
  ageOf(object, now),
]

export const policyBinding: Printer = (object, now) => [
  stringAt(spec(object), 'policyName'),
  paramRef(object),
  ageOf(object, now),
]

export const certificateRequest: Printer = (object, now) => {
  const conditions = objectsAt(status(object), 'conditions')
  const duration = spec(object)['expirationSeconds']
  return [
    ageOf(object, now),
    stringAt(spec(object), 'signerName') || none,
    stringAt(spec(object), 'username'),
    typeof duration === 'number' ? requestedDuration(duration) : none,
    requestState(conditions, stringAt(status(object), 'certificate')),
  ]
}

function requestedDuration(seconds: number): string {
  if (seconds < 120) return `${seconds}s`
  if (seconds < 180 * 60) return `${Math.floor(seconds / 60)}m`
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)}h`
  return `${Math.floor(seconds / 86400)}d`
}

function requestState(conditions: readonly JsonObject[], certificate: string): string {
  const has = (type: string) => conditions.some(each => each['type'] === type)
  const words = [
    ...(has('Denied') ? ['Denied'] : has('Approved') ? ['Approved'] : ['Pending']),
    ...(has('Failed') ? ['Failed'] : []),
    ...(certificate !== '' ? ['Issued'] : []),
  ]
  return words.join(',')
}
