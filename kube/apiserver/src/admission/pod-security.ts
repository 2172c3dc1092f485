/** The PodSecurity plugin: the security standards that a namespace's labels ask for. @module */
import type { JsonObject } from '@sluice/base/json'
import { forbidden } from '../status/index.ts'
import { findObject, objectAt, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'
import { type Level, violations } from './pod-security-checks.ts'

const prefix = 'pod-security.kubernetes.io/'

export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  validate(request) {
    const { object, operation, subresource, resourceType } = request
    if (!object || subresource || !resourceType.namespaced) return
    if (operation !== 'CREATE' && operation !== 'UPDATE') return
    const isPod = resourceType.storageKey === 'pods'
    if (isPod && operation === 'UPDATE') return
    const template = isPod ? object : templateOf(resourceType.storageKey, object)
    if (template) judge(request, template, isPod)
  },
}

/** Where a kind has the template of its Pods. */
const templates: Readonly<Record<string, readonly string[]>> = {
  podtemplates: ['template'],
  replicationcontrollers: ['spec', 'template'],
  'replicasets.apps': ['spec', 'template'],
  'deployments.apps': ['spec', 'template'],
  'statefulsets.apps': ['spec', 'template'],
  'daemonsets.apps': ['spec', 'template'],
  'jobs.batch': ['spec', 'template'],
  'cronjobs.batch': ['spec', 'jobTemplate', 'spec', 'template'],
}

function templateOf(storageKey: string, object: JsonObject): JsonObject | undefined {
  const path = templates[storageKey]
  return path?.reduce<JsonObject | undefined>((at, key) => at && findObject(at, key), object)
}

function judge(request: AdmissionRequest, pod: JsonObject, isPod: boolean): void {
  const namespace = request.services.store.get('namespaces', '', request.namespace)
  const labels = namespace ? objectAt(namespace.metadata, 'labels') : {}
  const enforce = levelOf(labels, 'enforce')
  const warn = labels[`${prefix}warn`] === undefined ? enforce : levelOf(labels, 'warn')
  if (isPod) {
    const broken = violations(pod, enforce.level)
    if (broken.length > 0) {
      throw forbidden(
        request.resourceType,
        request.name,
        `violates PodSecurity "${shown(enforce)}": ${broken.join(', ')}`,
      )
    }
  }
  const broken = violations(pod, warn.level)
  if (broken.length > 0) request.warn(`would violate PodSecurity "${shown(warn)}": ${broken.join(', ')}`)
}

interface Policy {
  readonly level: Level
  readonly version: string
}

const shown = ({ level, version }: Policy) => `${level}:${version}`

function levelOf(labels: JsonObject, mode: string): Policy {
  const level = textAt(labels, `${prefix}${mode}`)
  const version = textAt(labels, `${prefix}${mode}-version`) || 'latest'
  return { level: level === 'baseline' || level === 'restricted' ? level : 'privileged', version }
}
