/** ClusterRoles with an aggregationRule get the rules of the ClusterRoles that it selects. @module */
import { deepEqual, isJsonObject, type JsonObject, type JsonValue } from '@sluice/base/json'
import type { Services } from '../server/services.ts'
import { labelSelectorMatcher } from '../storage/index.ts'
import { listAt } from '../verbs/object.ts'
import { controllerUser } from './controller-user.ts'
import { startQueue } from './queue.ts'

const storageKey = 'clusterroles.rbac.authorization.k8s.io'
const options = {
  user: controllerUser('clusterrole-aggregation-controller'),
  fieldManager: 'kube-controller-manager',
}

export function startRoleAggregation(services: Services): () => Promise<void> {
  const queue = startQueue(services, name => aggregate(services, name))
  const addAll = () => {
    for (const role of services.store.list(storageKey)) if (rulesOf(role.object)) queue.add(role.name)
  }
  const stop = services.store.listen(storageKey, addAll)
  addAll()
  return async () => {
    stop()
    await queue.stop()
  }
}

/** Does once what is done from then on by `startRoleAggregation`. */
export async function aggregateRoles(services: Services): Promise<void> {
  for (const { name } of services.store.list(storageKey)) await aggregate(services, name)
}

function rulesOf(role: JsonObject): readonly JsonObject[] | undefined {
  const rule = role['aggregationRule']
  return isJsonObject(rule) ? listAt(rule, 'clusterRoleSelectors').filter(isJsonObject) : undefined
}

async function aggregate(services: Services, name: string): Promise<void> {
  const role = services.store.get(storageKey, '', name)
  const selectors = role && rulesOf(role.object)
  const type = services.registry.find('rbac.authorization.k8s.io', 'v1', 'clusterroles')
  if (!role || !selectors || !type) return
  const rules = selectedRules(services, name, selectors)
  if (deepEqual(rules, listAt(role.object, 'rules'))) return
  await services.objects.update(type, '', name, current => ({ ...current, rules }), options)
}

/** Each rule once, in the order of selectors and names. */
function selectedRules(services: Services, self: string, selectors: readonly JsonObject[]): JsonValue[] {
  const rules = new Map<string, JsonValue>()
  for (const selector of selectors) {
    const matches = labelSelectorMatcher(selector)
    for (const other of services.store.list(storageKey)) {
      if (other.name === self || !matches(other.labels)) continue
      for (const rule of listAt(other.object, 'rules')) {
        const key = keyOf(rule)
        if (!rules.has(key)) rules.set(key, rule)
      }
    }
  }
  return [...rules.values()]
}

function keyOf(rule: JsonValue): string {
  if (!isJsonObject(rule)) return JSON.stringify(rule)
  const { apiGroups, resources, resourceNames, nonResourceURLs, verbs } = rule
  return JSON.stringify([apiGroups, resources, resourceNames, nonResourceURLs, verbs])
}
