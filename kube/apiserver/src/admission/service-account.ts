/** The ServiceAccount plugin: a Pod runs as an account that exists, and gets its token as a volume. @module */
import { randomInt } from 'node:crypto'
import type { JsonObject } from '@sluice/base/json'
import { badRequest, forbidden } from '../status/index.ts'
import { children, copyObject, type Draft, ensure } from '../strategy/values/draft.ts'
import { listAt, objectAt, objectsAt, textAt } from '../strategy/values/read.ts'
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts'

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'
const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789'

export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  mutate(request) {
    if (request.resourceType.storageKey !== 'pods' || request.operation !== 'CREATE' || request.subresource) {
      return request.object
    }
    if (isMirror(request.object)) {
      refuseAccount(request.object)
      return request.object
    }
    const pod = copyObject(request.object)
    const spec = ensure(pod, 'spec')
    const name = textAt(spec, 'serviceAccountName') || 'default'
    spec['serviceAccountName'] = name
    spec['serviceAccount'] = name
    const account = requireAccount(request, name)
    if (mountsToken(spec, account)) mountToken(spec)
    const secrets = listAt(account, 'imagePullSecrets')
    if (listAt(spec, 'imagePullSecrets').length === 0 && secrets.length > 0)
      spec['imagePullSecrets'] = secrets
    return pod
  },
}

function isMirror(pod: JsonObject): boolean {
  return objectAt(objectAt(pod, 'metadata'), 'annotations')['kubernetes.io/config.mirror'] !== undefined
}

function refuseAccount(pod: JsonObject): void {
  if (textAt(objectAt(pod, 'spec'), 'serviceAccountName')) {
    throw badRequest('a mirror pod may not reference service accounts')
  }
}

function requireAccount(request: AdmissionRequest, name: string): JsonObject {
  const { services, namespace, resourceType } = request
  const stored = services.store.get('serviceaccounts', namespace, name)
  if (stored) return stored.object
  const where = `${namespace}/${name}`
  throw forbidden(
    resourceType,
    request.name,
    `error looking up service account ${where}: serviceaccount ${JSON.stringify(name)} not found`,
  )
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
