/** A namespace that is being deleted: its content goes first, its conditions say what holds it. @module */
import { deepEqual, isJsonObject, type JsonObject } from '@sluice/base/json'
import type { ResourceType } from '../kinds/index.ts'
import type { Services } from '../server/services.ts'
import { ApiError } from '../status/index.ts'
import type { Stored } from '../storage/index.ts'
import { isDeleting, listAt, objectAt, stringsAt, timestamp } from '../verbs/object.ts'
import { controllerUser } from './controller-user.ts'
import { startQueue } from './queue.ts'

const options = { user: controllerUser('namespace-controller'), fieldManager: 'kube-controller-manager' }

/**
 * Empties namespaces once they were deleted `delay` milliseconds ago, and again whenever something in them goes. One
 * that nothing holds goes five times as fast: who looks at once still sees it end, but nobody waits for it.
 */
export function startNamespaceTermination(services: Services, delay: number): () => Promise<void> {
  const dueAt = new Map<string, number>()
  const queue = startQueue(services, name => terminate(services, name))
  const notice = (name: string) => {
    const stored = services.store.get('namespaces', '', name)
    if (!stored || !isDeleting(stored.object)) return void dueAt.delete(name)
    const now = services.now().getTime()
    const due = dueAt.get(name)
    const wait = isHeld(services, stored) ? delay : delay / 5
    if (due === undefined) dueAt.set(name, now + wait)
    if (due === undefined && wait > 0) queue.addLater(name, wait)
    else if ((due ?? now) <= now) queue.add(name)
  }
  const stop = services.store.listenAll((storageKey, { now, before }) => {
    const name = storageKey === 'namespaces' ? (now ?? before)?.name : now ? '' : before?.namespace
    if (name) notice(name)
  })
  for (const { name } of services.store.list('namespaces')) notice(name)
  return async () => {
    stop()
    await queue.stop()
  }
}

/** Whether a finalizer keeps the namespace or something in it. */
function isHeld(services: Services, { name, object, metadata }: Stored): boolean {
  const own = stringsAt(objectAt(object, 'spec'), 'finalizers').filter(each => each !== 'kubernetes')
  if (own.length > 0 || stringsAt(metadata, 'finalizers').length > 0) return true
  for (const type of services.registry.stored()) {
    if (!type.namespaced) continue
    const content = services.store.list(type.storageKey, name)
    if (content.some(each => stringsAt(each.metadata, 'finalizers').length > 0)) return true
  }
  return false
}

async function terminate(services: Services, name: string): Promise<void> {
  const stored = services.store.get('namespaces', '', name)
  const type = services.registry.find('', 'v1', 'namespaces')
  if (!stored || !type || !isDeleting(stored.object)) return
  if (!stringsAt(objectAt(stored.object, 'spec'), 'finalizers').includes('kubernetes')) return
  const remaining: Remaining[] = []
  for (const each of services.registry.stored()) {
    if (each.namespaced) remaining.push(...(await deleteContent(services, each, name)))
  }
  await ignoreGone(setConditions(services, type, name, remaining))
  if (remaining.length > 0) return
  await ignoreGone(
    services.objects.update(type, '', name, withoutFinalizer, { ...options, subresource: 'finalize' }),
  )
}

interface Remaining {
  readonly resource: string
  readonly finalizers: readonly string[]
}

async function deleteContent(
  services: Services,
  type: ResourceType,
  namespace: string,
): Promise<Remaining[]> {
  for (const item of services.store.list(type.storageKey, namespace)) {
    if (isDeleting(item.object)) continue
    await ignoreGone(
      services.objects.delete(type, namespace, item.name, { ...options, propagationPolicy: 'Background' }),
    )
  }
  const resource = `${type.plural}.${type.group}`
  return services.store
    .list(type.storageKey, namespace)
    .map(item => ({ resource, finalizers: stringsAt(item.metadata, 'finalizers') }))
}

async function ignoreGone(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof ApiError) || (error.code !== 404 && error.code !== 409)) throw error
  }
}

function withoutFinalizer(namespace: JsonObject): JsonObject {
  const finalizers = stringsAt(objectAt(namespace, 'spec'), 'finalizers').filter(
    each => each !== 'kubernetes',
  )
  const { finalizers: _before, ...spec } = objectAt(namespace, 'spec')
  return { ...namespace, spec: finalizers.length > 0 ? { ...spec, finalizers } : spec }
}

async function setConditions(
  services: Services,
  type: ResourceType,
  name: string,
  remaining: readonly Remaining[],
): Promise<void> {
  const wanted = conditionsFor(remaining)
  await services.objects.update(
    type,
    '',
    name,
    current => {
      const status = objectAt(current, 'status')
      const before = listAt(status, 'conditions').filter(isJsonObject)
      const conditions = wanted.map(each => stamped(each, before, services.now()))
      return { ...current, status: { ...status, conditions } }
    },
    { ...options, subresource: 'status' },
  )
}

/** A condition keeps its time as long as it says the same. */
function stamped(condition: JsonObject, before: readonly JsonObject[], now: Date): JsonObject {
  const known = before.find(each => each['type'] === condition['type'])
  if (known) {
    const { lastTransitionTime, ...rest } = known
    if (deepEqual(rest, condition)) return known
    if (known['status'] === condition['status']) return { ...condition, lastTransitionTime }
  }
  return { ...condition, lastTransitionTime: timestamp(now) }
}

function conditionsFor(remaining: readonly Remaining[]): JsonObject[] {
  const condition = (type: string, status: boolean, reason: string, message: string): JsonObject => ({
    type,
    status: status ? 'True' : 'False',
    reason,
    message,
  })
  const held = remaining.flatMap(each => each.finalizers)
  return [
    condition(
      'NamespaceDeletionDiscoveryFailure',
      false,
      'ResourcesDiscovered',
      'All resources successfully discovered',
    ),
    condition(
      'NamespaceDeletionGroupVersionParsingFailure',
      false,
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    condition(
      'NamespaceDeletionContentFailure',
      false,
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ),
    remaining.length > 0
      ? condition(
          'NamespaceContentRemaining',
          true,
          'SomeResourcesRemain',
          `Some resources are remaining: ${counted(
            remaining.map(each => each.resource),
            'has',
          )}`,
        )
      : condition('NamespaceContentRemaining', false, 'ContentRemoved', 'All content successfully removed'),
    held.length > 0
      ? condition(
          'NamespaceFinalizersRemaining',
          true,
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${counted(held, 'in')}`,
        )
      : condition(
          'NamespaceFinalizersRemaining',
          false,
          'ContentHasNoFinalizers',
          'All content-preserving finalizers finished',
        ),
  ]
}

/** `configmaps. has 1 resource instances, …`, sorted. */
function counted(names: readonly string[], word: string): string {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${word} ${count} resource instances`)
    .join(', ')
}
