/** The PodSecurity plugin: the security standards that a namespace's labels ask for. @module */
import type { JsonObject } from '@sluice/base/json'
import { forbidden } from '../../status/index.ts'
import { findObject, objectAt, objectsAt, textAt } from '../../strategy/values/read.ts'
import { annotateAudit } from '../audit.ts'
import type { AdmissionPlugin, AdmissionRequest } from '../chain.ts'
import { judgeNamespace } from './namespaces.ts'
import { type LevelVersion, type Policy, policyOf, shown } from './policy.ts'
import { violations } from './standards.ts'
import type { PodShape } from './subjects.ts'

export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  validate(request) {
    const { object, operation, resourceType } = request
    if (!object || (operation !== 'CREATE' && operation !== 'UPDATE')) return
    const { storageKey } = resourceType
    if (storageKey === 'namespaces') judgeNamespace(request, object)
    else if (storageKey === 'pods') judgePod(request, object)
    else if (templates[storageKey]) judgeTemplate(request, object)
  },
}

const ignored = new Set(['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status'])

function judgePod(request: AdmissionRequest, pod: JsonObject): void {
  if (ignored.has(request.subresource)) return
  if (request.operation === 'UPDATE' && !changesImages(pod, request.oldObject ?? {})) return
  judge(request, pod, true)
}

/** Only other images, or more or fewer containers, make an update worth another look. */
function changesImages(pod: JsonObject, old: JsonObject): boolean {
  const [now, before] = [objectAt(pod, 'spec'), objectAt(old, 'spec')]
  const images = (spec: JsonObject, list: string) =>
    JSON.stringify(objectsAt(spec, list).map(each => textAt(each, 'image')))
  if (['containers', 'initContainers'].some(list => images(now, list) !== images(before, list))) return true
  const known = new Map(
    objectsAt(before, 'ephemeralContainers').map(each => [textAt(each, 'name'), textAt(each, 'image')]),
  )
  return objectsAt(now, 'ephemeralContainers').some(
    each => known.get(textAt(each, 'name')) !== textAt(each, 'image'),
  )
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

function judgeTemplate(request: AdmissionRequest, object: JsonObject): void {
  if (request.subresource) return
  const path = templates[request.resourceType.storageKey]
  const template = path?.reduce<JsonObject | undefined>((at, key) => at && findObject(at, key), object)
  if (template) judge(request, template, false)
}

/** Pods that break what is enforced are refused; everything that breaks the other modes is told. */
function judge(request: AdmissionRequest, pod: JsonObject, isPod: boolean): void {
  const namespace = request.services.store.get('namespaces', '', request.namespace)
  const policy = policyOf(namespace ? objectAt(namespace.metadata, 'labels') : {})
  const shape = { metadata: objectAt(pod, 'metadata'), spec: objectAt(pod, 'spec') }
  if (isPrivileged(policy, isPod)) return
  if (isPod) note(request, 'enforce-policy', shown(policy.enforce))
  const audited = broken(shape, policy.audit)
  if (audited) note(request, 'audit-violations', `would ${audited}`)
  const refused = isPod ? broken(shape, policy.enforce) : undefined
  if (refused) throw forbidden(request.resourceType, request.name, refused.replace('violate ', 'violates '))
  const warned = broken(shape, policy.warn)
  if (warned) request.warn(`would ${warned}`)
}

function isPrivileged({ enforce, audit, warn, errors }: Policy, isPod: boolean): boolean {
  const modes = isPod ? [enforce, audit, warn] : [audit, warn]
  return errors.length === 0 && modes.every(mode => mode.level === 'privileged')
}

/** What a Pod breaks as a text; undefined where it breaks nothing. */
function broken(pod: PodShape, mode: LevelVersion): string | undefined {
  const found = violations(pod, mode)
  if (found.length === 0) return undefined
  const texts = found.map(({ reason, detail }) => `${reason} (${detail})`)
  return `violate PodSecurity "${shown(mode)}": ${texts.join(', ')}`
}

function note(request: AdmissionRequest, key: string, value: string): void {
  annotateAudit(request, `pod-security.kubernetes.io/${key}`, value)
}
