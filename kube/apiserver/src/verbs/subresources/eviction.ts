/** Eviction: a DELETE of a Pod that asks its PodDisruptionBudgets first. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { Answer } from '../../http/answer.ts'
import { viewOf } from '../../kinds/index.ts'
import { ApiError, badRequest, internal, notFound } from '../../status/index.ts'
import { labelSelectorMatcher } from '../../storage/index.ts'
import { admitBody } from '../admit-body.ts'
import type { ApiRequest } from '../api-request.ts'
import { readObject } from '../decode-object.ts'
import { type DeleteOptions, deleteObject, readDeleteOptions, requirePreconditions } from '../delete.ts'
import { isDeleting, metaOf, objectAt, stringAt, stringsAt, timestamp } from '../object.ts'
import { updateObject } from '../update.ts'
import { requireUrlNamespace } from '../write.ts'
import type { WriteContext } from '../write-context.ts'
import { requireDeleteOptions, writeContext } from '../write-options.ts'
import { created } from './binding.ts'
import { isGivenUp, spent, tooManyBudgets } from './disruption-budget.ts'
import { withCondition } from './pod-condition.ts'

const evictionKind = {
  apiVersion: 'policy/v1',
  kind: 'Eviction',
  schemaName: 'io.k8s.api.policy.v1.Eviction',
  otherVersions: ['policy/v1beta1'],
}
const budgets = 'poddisruptionbudgets.policy'

export async function evict(request: ApiRequest): Promise<Answer> {
  const { info, services, type } = request
  const own = writeContext(request, 'CreateOptions')
  const body = await readObject(request, evictionKind, own)
  requireUrlNamespace(request, body)
  const name = stringAt(metaOf(body), 'name')
  if (name !== info.name) throw badRequest('name in URL does not match name in Eviction object')
  const context = { ...own, dryRun: dryRunOf(request, objectAt(body, 'deleteOptions')) }
  const eviction = await admitBody(own, name, body)
  const stored = services.store.get('pods', info.namespace, info.name)
  if (!stored) throw notFound(type, info.name)
  const pod = viewOf(type, stored)
  if (!isDone(pod) && !isDeleting(pod)) await spendBudget(request, pod, context)
  await deleteMarked(context, info.name, objectAt(eviction, 'deleteOptions'))
  return created
}

/** A dry run may be asked for by the request or by what it says of the deletion; where both ask, they agree. */
function dryRunOf({ info }: ApiRequest, options: JsonObject): boolean {
  const [asked, said] = [info.query.getAll('dryRun'), stringsAt(options, 'dryRun')]
  if (asked.length > 0 && said.length > 0 && asked.join() !== said.join()) {
    const show = (values: readonly string[]) => `[${values.join(' ')}]`
    throw internal(`Non-matching dry-run options in request and content: ${show(asked)} and ${show(said)}`)
  }
  return asked.length > 0 || said.length > 0
}

/** A Pod says why it goes before it goes; the version that a client has seen is that from before it said so. */
async function deleteMarked(context: WriteContext, name: string, body: JsonObject): Promise<void> {
  const given = readDeleteOptions(body)
  const marked = context.dryRun ? undefined : await markEvicted(context, name, given)
  requireDeleteOptions(body)
  const seen = given.resourceVersion === undefined ? undefined : marked
  await deleteObject({ ...context, subresource: '' }, name, {
    ...given,
    isAdmitted: true,
    ...(seen ? { resourceVersion: stringAt(metaOf(seen), 'resourceVersion') } : {}),
  })
}

async function markEvicted(context: WriteContext, name: string, options: DeleteOptions): Promise<JsonObject> {
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  }
  const { object } = await updateObject({ ...context, subresource: 'status' }, name, {
    createsMissing: false,
    isPut: false,
    isTrusted: true,
    isAdmitted: true,
    make: (current = {}) => {
      requirePreconditions(context.type, name, current, options)
      const status = withCondition(objectAt(current, 'status'), condition, context.now)
      return { object: { ...current, status }, managed: true }
    },
  })
  return object
}

function isDone(pod: JsonObject): boolean {
  return ['Succeeded', 'Failed', 'Pending'].includes(stringAt(objectAt(pod, 'status'), 'phase'))
}

async function spendBudget(
  { info, services }: ApiRequest,
  pod: JsonObject,
  context: WriteContext,
): Promise<void> {
  const labels = objectAt(metaOf(pod), 'labels')
  const matching = services.store.list(budgets, info.namespace).filter(({ object }) => {
    const selector = objectAt(object, 'spec')['selector']
    return isJsonObject(selector) && labelSelectorMatcher(selector)(labels)
  })
  const [budget, another] = matching
  if (!budget) return
  if (another) throw new ApiError({ code: 500, message: tooManyBudgets })
  if (isGivenUp(budget.object, pod)) return
  const time = timestamp(context.now)
  const take = (current: JsonObject) => ({
    ...current,
    status: spent(current, budget.name, info.name, time),
  })
  const type = services.registry.find('policy', 'v1', 'poddisruptionbudgets')
  take(budget.object)
  if (!type || context.dryRun) return
  await services.objects.update(type, info.namespace, budget.name, take, { subresource: 'status' })
}
