/** Eviction: a DELETE of a Pod that asks its PodDisruptionBudgets first. @module */
import { isJsonObject, type JsonObject } from '@sluice/base/json'
import type { Answer } from '../../http/answer.ts'
import { viewOf } from '../../kinds/index.ts'
import { ApiError, badRequest, notFound } from '../../status/index.ts'
import { labelSelectorMatcher } from '../../storage/index.ts'
import { admitBody } from '../admit-body.ts'
import type { ApiRequest } from '../api-request.ts'
import { readObject } from '../decode-object.ts'
import { deleteObject, readDeleteOptions } from '../delete.ts'
import { isDeleting, listAt, metaOf, objectAt, stringAt, timestamp } from '../object.ts'
import { updateObject } from '../update.ts'
import type { WriteContext } from '../write-context.ts'
import { writeContext } from '../write-options.ts'
import { created } from './binding.ts'
import { isGivenUp, spent, tooManyBudgets } from './disruption-budget.ts'

const evictionKind = {
  apiVersion: 'policy/v1',
  kind: 'Eviction',
  schemaName: 'io.k8s.api.policy.v1.Eviction',
  otherVersions: ['policy/v1beta1'],
}
const budgets = 'poddisruptionbudgets.policy'

export async function evict(request: ApiRequest): Promise<Answer> {
  const { info, services, type } = request
  const context = writeContext(request, 'CreateOptions')
  const body = await readObject(request, evictionKind, context)
  const name = stringAt(metaOf(body), 'name')
  if (name !== info.name) throw badRequest('name in URL does not match name in Eviction object')
  const eviction = await admitBody(context, name, body)
  const stored = services.store.get('pods', info.namespace, info.name)
  if (!stored) throw notFound(type, info.name)
  const pod = viewOf(type, stored)
  if (!isDone(pod) && !isDeleting(pod)) await spendBudget(request, pod, context)
  const options = readDeleteOptions(objectAt(eviction, 'deleteOptions'))
  const dryRun = context.dryRun || objectAt(eviction, 'deleteOptions')['dryRun'] !== undefined
  if (!dryRun) await markEvicted(context, info.name)
  await deleteObject({ ...context, subresource: '', dryRun }, info.name, options)
  return created
}

/** The Pod says why it goes before it goes. */
async function markEvicted(context: WriteContext, name: string): Promise<void> {
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: timestamp(context.now),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  }
  await updateObject({ ...context, subresource: 'status' }, name, {
    createsMissing: false,
    isPut: false,
    isTrusted: true,
    make: (current = {}) => {
      const status = objectAt(current, 'status')
      const others = listAt(status, 'conditions').filter(
        each => !isJsonObject(each) || each['type'] !== condition.type,
      )
      return {
        object: { ...current, status: { ...status, conditions: [...others, condition] } },
        managed: true,
      }
    },
  })
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
