/** A cluster that plays workloads, and the objects that tests of it make. @module */
import assert from 'node:assert/strict'
import { type ApiServer, startApiServer } from '../src/index.ts'
import { send, until, type WatchEvent } from './requests.ts'

export type Json = Record<string, unknown>
export type Seen = WatchEvent['object'] | undefined

const groups: Readonly<Record<string, string>> = {
  deployments: '/apis/apps/v1',
  replicasets: '/apis/apps/v1',
  statefulsets: '/apis/apps/v1',
  daemonsets: '/apis/apps/v1',
  controllerrevisions: '/apis/apps/v1',
  jobs: '/apis/batch/v1',
  cronjobs: '/apis/batch/v1',
  horizontalpodautoscalers: '/apis/autoscaling/v2',
  poddisruptionbudgets: '/apis/policy/v1',
  endpointslices: '/apis/discovery.k8s.io/v1',
}

/** Requests in the namespace `default`. */
export interface Sandbox {
  readonly server: ApiServer
  create(plural: string, body: Json): Promise<Json>
  patch(plural: string, name: string, body: Json): Promise<Json>
  remove(plural: string, name: string, options?: Json): Promise<void>
  get(plural: string, name: string): Promise<Json>
  list(plural: string, app?: string): Promise<Json[]>
  until(plural: string, name: string, holds: (object: Seen) => boolean): Promise<void>
  /** What was told about an object: `reason: message (xN)`, in order of time. */
  told(kind: string, name: string): Promise<string[]>
}

/** Starts a cluster. */
export async function startSandbox(): Promise<Sandbox> {
  const server = await startApiServer({ workloads: true })
  const path = (plural: string) => `${groups[plural] ?? '/api/v1'}/namespaces/default/${plural}`
  const ask = async (method: string, at: string, body?: Json, contentType?: string) => {
    const reply = await send(server, method, at, {
      ...(body ? { body } : {}),
      ...(contentType ? { contentType } : {}),
    })
    assert.ok(reply.status < 300, JSON.stringify(reply.body))
    return reply.body
  }
  const list = async (plural: string, app?: string) => {
    const query = app === undefined ? '' : `?labelSelector=app%3D${app}`
    return listOf((await ask('GET', path(plural) + query))['items'])
  }
  return {
    server,
    list,
    create: (plural, body) => ask('POST', path(plural), body),
    patch: (plural, name, body) =>
      ask('PATCH', `${path(plural)}/${name}`, body, 'application/merge-patch+json'),
    remove: async (plural, name, options) => {
      await ask('DELETE', `${path(plural)}/${name}`, options)
    },
    get: (plural, name) => ask('GET', `${path(plural)}/${name}`),
    until: (plural, name, holds) => untilAt(server, path(plural), name, holds),
    told: async (kind, name) =>
      (await list('events'))
        .filter(event => {
          const about = event['involvedObject'] as Json
          return about['kind'] === kind && about['name'] === name
        })
        .map(
          event =>
            `${event['reason']}: ${event['message']}${Number(event['count']) > 1 ? ` (x${event['count']})` : ''}`,
        ),
  }
}

/** Waits until an object of a collection is as it should be; undefined where it is gone. */
export async function untilAt(
  server: ApiServer,
  collection: string,
  name: string,
  holds: (object: Seen) => boolean,
): Promise<void> {
  const found = await send(server, 'GET', `${collection}/${name}`)
  // A watch tells of no deletion that was before it.
  if (found.status === 404 && holds(undefined)) return
  await until(server, collection, name, holds)
}

export const listOf = (value: unknown): Json[] => (value ?? []) as Json[]
export const statusOf = (object: Json | undefined): Json => (object?.['status'] ?? {}) as Json
export const specOf = (object: Json | undefined): Json => (object?.['spec'] ?? {}) as Json
export const metadataOf = (object: Json | undefined): Json => (object?.['metadata'] ?? {}) as Json
export const nameOf = (object: Json | undefined): string => String(metadataOf(object)['name'])
export const annotationsOf = (object: Json | undefined): Json =>
  (metadataOf(object)['annotations'] ?? {}) as Json

/** `Type=Status Reason` of each condition. */
export function conditionsOf(object: Json | undefined): string[] {
  return listOf(statusOf(object)['conditions']).map(
    each => `${each['type']}=${each['status']}${each['reason'] ? ` ${each['reason']}` : ''}`,
  )
}

/** Whether an object has a condition, as `conditionsOf` shows it. */
export const has = (condition: string) => (object: Seen) =>
  conditionsOf(object).some(each => each === condition || each.startsWith(`${condition} `))

/** Annotations of Pods by which the sandbox is told how they fare. */
export function scripted(script: Json): Json {
  return Object.fromEntries(
    Object.entries(script).map(([name, value]) => [`sandbox.sluice.dev/${name}`, value]),
  )
}

/** A Pod template with the label `app`. */
export function template(app: string, script: Json = {}, spec: Json = {}): Json {
  return {
    metadata: { labels: { app }, annotations: scripted(script) },
    spec: { containers: [{ name: 'c', image: 'nginx:1' }], ...spec },
  }
}

/** A workload that selects its Pods by the label `app`, which is its name. */
export function workload(name: string, spec: Json = {}, script: Json = {}, podSpec: Json = {}): Json {
  return {
    metadata: { name },
    spec: { selector: { matchLabels: { app: name } }, template: template(name, script, podSpec), ...spec },
  }
}

/** A Job whose Pods are told how they fare. */
export function job(name: string, spec: Json = {}, script: Json = {}): Json {
  return {
    metadata: { name },
    spec: { ...spec, template: template(name, script, { restartPolicy: 'Never' }) },
  }
}

/** A change of the image of the container. */
export const image = (name: string): Json => ({
  spec: { template: { spec: { containers: [{ name: 'c', image: name }] } } },
})

/** Whether a Deployment has so many Pods, all new and available. */
export const rolledOut = (count: number) => (object: Seen) => {
  const status = statusOf(object)
  return (
    status['observedGeneration'] === metadataOf(object)['generation'] &&
    ['replicas', 'updatedReplicas', 'availableReplicas'].every(field => (status[field] ?? 0) === count)
  )
}
