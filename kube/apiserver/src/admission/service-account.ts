/** The ServiceAccount plugin: a Pod runs as an account that exists, and gets its token as a volume. @module */
import { randomInt } from 'node:crypto'
import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import { forbidden, internal } from '../status/index.ts'
import { children, copyObject, type Draft, ensure } from '../strategy/values/draft.ts'
import { listAt, objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'
import { enforcesSecrets, unlistedIn, unlistedSecret } from './mountable-secrets.ts'

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'
const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789'

export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  mutate(request) {
    const { object, resourceType, operation, subresource } = request
    if (resourceType.storageKey !== 'pods' || operation !== 'CREATE' || subresource) return object
    const pod = isMirror(object) ? object : withAccount(request, object)
    requireAllowed(request, pod)
    return pod
  },
  validate(request) {
    const { object, resourceType, operation, subresource } = request
    if (resourceType.storageKey !== 'pods' || !object) return
    if (operation === 'CREATE' && !subresource) requireAllowed(request, object)
    if (operation === 'UPDATE' && subresource === 'ephemeralcontainers') requireListed(request, object)
  },
}

function withAccount(request: AdmissionRequest, object: JsonObject): JsonObject {
  const pod = copyObject(object)
  const spec = ensure(pod, 'spec')
  const name = textAt(spec, 'serviceAccountName') || 'default'
  spec['serviceAccountName'] = name
  spec['serviceAccount'] = name
  const account = requireAccount(request, name)
  if (mountsToken(spec, account)) mountToken(spec)
  const secrets = objectsAt(account, 'imagePullSecrets').map(each => ({ name: textAt(each, 'name') }))
  if (listAt(spec, 'imagePullSecrets').length === 0 && secrets.length > 0) spec['imagePullSecrets'] = secrets
  return pod
}

function isMirror(pod: JsonObject): boolean {
  return objectAt(objectAt(pod, 'metadata'), 'annotations')['kubernetes.io/config.mirror'] !== undefined
}

/** A Pod runs as an account that is there; what a node runs by itself as none, and without secrets. */
function requireAllowed(request: AdmissionRequest, pod: JsonObject): void {
  const spec = objectAt(pod, 'spec')
  if (isMirror(pod)) {
    const why = mirrorProblem(spec)
    if (why !== undefined) throw refused(request, `a mirror pod may not ${why}`)
    return
  }
  const account = accountOf(request, spec)
  const why = enforcesSecrets(account) ? unlistedSecret(spec, account) : undefined
  if (why !== undefined) throw refused(request, why)
}

function mirrorProblem(spec: JsonObject): string | undefined {
  if (textAt(spec, 'serviceAccountName')) return 'reference service accounts'
  if (usesSecrets(spec)) return 'reference secrets'
  const sources = objectsAt(spec, 'volumes').flatMap(each =>
    objectsAt(objectAt(each, 'projected'), 'sources'),
  )
  const usesToken = sources.some(source => source['serviceAccountToken'] !== undefined)
  return usesToken ? 'use ServiceAccountToken volume projections' : undefined
}

/** Every reference to a Secret is in a field whose name says so. */
function usesSecrets(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.some(usesSecrets)
  if (!isJsonObject(value)) return false
  return Object.entries(value).some(
    ([key, member]) =>
      (/^(secret|secretRef|secretKeyRef)$/.test(key) && isJsonObject(member)) ||
      (/(PullSecrets|SecretRef)$/.test(key) && member !== undefined) ||
      usesSecrets(member),
  )
}

/** Kubernetes answers this with an internal error. */
function requireListed(request: AdmissionRequest, pod: JsonObject): void {
  const spec = objectAt(pod, 'spec')
  const account = accountOf(request, spec)
  if (!enforcesSecrets(account)) return
  const why = unlistedIn(objectsAt(spec, 'ephemeralContainers'), 'ephemeral container', account)
  if (why !== undefined) throw internal(why)
}

function accountOf(request: AdmissionRequest, spec: JsonObject): JsonObject {
  const name = textAt(spec, 'serviceAccountName')
  if (name) return requireAccount(request, name)
  throw refused(request, `no service account specified for pod ${request.namespace}/${request.name}`)
}

function requireAccount(request: AdmissionRequest, name: string): JsonObject {
  const stored = request.services.store.get('serviceaccounts', request.namespace, name)
  if (stored) return stored.object
  const where = `${request.namespace}/${name}`
  throw refused(
    request,
    `error looking up service account ${where}: serviceaccount ${JSON.stringify(name)} not found`,
  )
}

function refused({ resourceType, name }: AdmissionRequest, why: string) {
  return forbidden(resourceType, name, why)
}

/** The Pod's word counts before the account's. */
function mountsToken(spec: JsonObject, account: JsonObject): boolean {
  const own = spec['automountServiceAccountToken']
  return typeof own === 'boolean' ? own : account['automountServiceAccountToken'] !== false
}

function mountToken(spec: Draft): void {
  const volumes = objectsAt(spec, 'volumes')
  const existing = volumes.find(volume => textAt(volume, 'name').startsWith('kube-api-access-'))
  const name = existing ? textAt(existing, 'name') : `kube-api-access-${suffix()}`
  let mounted = false
  for (const list of ['initContainers', 'containers']) {
    for (const container of children(spec, list)) {
      const mounts = objectsAt(container, 'volumeMounts')
      if (mounts.some(mount => mount['mountPath'] === mountPath)) continue
      container['volumeMounts'] = [...mounts, { name, readOnly: true, mountPath }]
      mounted = true
    }
  }
  if (mounted && !existing) spec['volumes'] = [...volumes, tokenVolume(name)]
}

function suffix(): string {
  return Array.from({ length: 5 }, () => suffixLetters[randomInt(suffixLetters.length)]).join('')
}

function tokenVolume(name: string): JsonObject {
  const namespace = { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [namespace] } },
      ],
      defaultMode: 420,
    },
  }
}
